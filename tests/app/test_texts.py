"""What a typed text finds, whatever its case, its accents and its signs."""

import duckdb
import pytest

from app.queries.texts import SEARCH, holding

FOUND = [
    ("Ελλάς", "ΕΛΛΑΣ"),
    ("ΕΛΛΆΣ", "ελλας"),
    ("İstanbul TV", "istanbul"),
    ("STRAẞE", "straße"),
    ("한국방송", "\u1112\u1161\u11ab\u1100\u116e\u11a8"),
    ("Amélie", "AME\u0301LIE"),
    ("Evening\nNews", "evening news"),
    ("50 % off_\\", "% OFF_\\"),
    ("É\0té", "été"),
    ("any", ""),
]
MISSED = [("Film", "%"), ("Film", "F_lm"), ("Film", "\\"), ("Film\nGroup", "film\ngrouping")]


def _holds(name: str, typed: str) -> bool:
    with duckdb.connect() as connection:
        sql = f"select {holding('name')} from (select $name as name)"  # noqa: S608 - a part of ours
        return bool(connection.execute(sql, {"name": name, "q": typed}).fetchall()[0][0])


@pytest.mark.parametrize(("name", "typed"), FOUND)
def test_a_text_is_found_whatever_its_case_and_accents(name: str, typed: str) -> None:
    assert _holds(name, typed)


@pytest.mark.parametrize(("name", "typed"), MISSED)
def test_no_sign_of_a_text_stands_for_another(name: str, typed: str) -> None:
    assert not _holds(name, typed)


def test_no_text_is_found_across_two_lines_of_what_is_searched() -> None:
    with duckdb.connect() as connection:
        sql = f"select {SEARCH} from (select chr(10) || 'name' || chr(10) || 'group' as search_text)"  # noqa: S608
        assert [
            connection.execute(sql, {"q": typed}).fetchall()[0][0] for typed in ("name\ngroup", "GROUP")
        ] == [False, True]
