"""docs/FORMATS.md names every code that the catalog parsers can emit."""

import re
from pathlib import Path

from tests.ingestion.parsers.codes import emitted_codes

DOCUMENT = Path("docs/FORMATS.md").read_text(encoding="utf-8")


def documented() -> set[str]:
    rows = re.findall(r"^\| (`[a-z0-9_`, ]+`) \|", DOCUMENT, flags=re.MULTILINE)
    return {code for row in rows for code in re.findall(r"`([a-z0-9_]+)`", row)}


def test_every_code_is_documented() -> None:
    codes = emitted_codes()
    assert {"no_url", "no_extinf", "too_many_attributes", "unknown_catchup", "odd_field", "html"} <= codes
    assert codes - documented() == set()
