"""What dbt says of who reads the marts, against the pages and queries that do."""

import re
from pathlib import Path

import msgspec

from tests.support.warehouse import PROJECT_DIR

ROOT = PROJECT_DIR.parent
EXPOSURES: dict[str, set[str]] = {
    exposure["name"]: {reference.split("'")[1] for reference in exposure["depends_on"]}
    for exposure in msgspec.yaml.decode((PROJECT_DIR / "models" / "exposures.yml").read_bytes())["exposures"]
}
PAGES = {name: marts for name, marts in EXPOSURES.items() if name.startswith("dashboards_")}


def _read_marts(folder: Path) -> set[str]:
    """The marts that the queries of a folder name after `from`, `join` or `source=`."""
    text = "\n".join(path.read_text() for path in sorted(folder.glob("*.py")))
    return set(re.findall(r"""(?:\b(?:from|join) |\bsource=")((?:dim|fct|agg|map)_\w+)""", text))


def test_every_page_is_an_exposure() -> None:
    pages = (ROOT / "dashboards" / "app_pages").glob("[a-z]*.py")
    assert set(PAGES) == {f"dashboards_{path.stem}" for path in pages}


def test_exposures_of_the_pages_name_the_marts_that_the_pages_read() -> None:
    assert set().union(*PAGES.values()) == _read_marts(ROOT / "dashboards" / "queries")


def test_the_exposure_of_the_api_names_the_marts_that_it_reads() -> None:
    assert EXPOSURES["serving_api"] == _read_marts(ROOT / "app" / "queries")
