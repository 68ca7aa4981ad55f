"""What Spark takes accents off with takes off the same as DuckDB's function."""

import re

import duckdb
import pytest

from tests.support.warehouse import PROJECT_DIR

BLOCKS = [range(0xC0, 0x250), range(0x370, 0x500), range(0x1E00, 0x2000)]
LETTERS = [letter for block in BLOCKS for letter in map(chr, block) if letter.islower()]


@pytest.fixture(scope="module")
def letters() -> tuple[str, str]:
    """The accented letters that the macro names, and what it puts in their place."""
    macros = (PROJECT_DIR / "macros" / "engines.sql").read_text()
    macro = macros.partition("macro spark__without_accents")[2].partition("endmacro")[0]
    accented, plain = (
        "".join(re.findall(r'"([^"]*)"', macro.partition(f"set {name} = (")[2].partition(") -%}")[0]))
        for name in ("accented", "plain")
    )
    return accented, plain


def test_lower_case_letters_of_latin_greek_and_cyrillic_lose_the_same_accents(
    letters: tuple[str, str],
) -> None:
    text = "".join(LETTERS)
    with duckdb.connect() as connection:
        found = connection.execute("select translate(?, ?, ?), strip_accents(?)", [text, *letters, text])
        translated, stripped = found.fetchone() or ("", "")
    assert translated == stripped
    assert text != stripped


def test_each_letter_is_named_once(letters: tuple[str, str]) -> None:
    accented, plain = letters
    assert len(accented) == len(plain) == len(set(accented))
