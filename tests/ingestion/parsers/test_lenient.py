from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ingestion.errors import ParseError
from ingestion.parsers.defects import Defects
from ingestion.parsers.json_body import parse_json
from ingestion.parsers.lenient import Lenient

at = datetime.fromisoformat
ABSENT = [None, "", "  ", "n/a", "N/A", "null"]


def read(how: str, value: object) -> tuple[object, int]:
    """What a field is read as, and how often it counted as odd."""
    defects = Defects()
    return getattr(Lenient("rows[]", defects), how)({"field": value}, "field"), defects.count("odd_field")


@pytest.mark.parametrize("value", ABSENT)
@pytest.mark.parametrize("how", ["number", "integer", "flag", "moment"])
def test_absent_is_not_odd(how: str, value: object) -> None:
    assert read(how, value) == (None, 0)


@pytest.mark.parametrize(
    ("how", "value", "meaning"),
    [
        ("text", " A ", "A"),
        ("text", 24, "24"),
        ("number", "6.8", 6.8),
        ("number", 7, 7.0),
        ("integer", "2", 2),
        ("integer", 3.0, 3),
        ("integer", "4.0", 4),
        ("flag", "1", True),
        ("flag", 0, False),
        ("flag", "True", True),
        ("moment", 1713308400, at("2024-04-16 23:00")),
        ("moment", "1713308400000", at("2024-04-16 23:00")),
        ("moment", "2024-04-16 23:00:00", at("2024-04-16 23:00")),
        ("moment", "2024-04-16T23:00:00+02:00", at("2024-04-16 21:00")),
        ("moment", 0, None),
        ("moment", "0000-00-00 00:00:00", None),
        ("mapping", [], {}),
        ("mapping", {"a": 1}, {"a": 1}),
    ],
)
def test_usual_shapes(how: str, value: object, meaning: object) -> None:
    assert read(how, value) == (meaning, 0)


@pytest.mark.parametrize(
    ("how", "value", "meaning"),
    [
        ("text", ["A"], None),
        ("text", True, None),
        ("number", "6,8", 6.8),
        ("number", "much", None),
        ("number", float("inf"), None),
        ("number", 10**30, None),
        ("number", True, None),
        ("integer", 1.5, None),
        ("integer", 2**63, None),
        ("flag", 2, None),
        ("moment", -1, None),
        ("moment", 10**17, None),
        ("moment", "2024-13-01", None),
        ("moment", {}, None),
        ("mapping", [1], {}),
        ("mapping", "x", {}),
    ],
)
def test_odd_shapes_are_counted_once(how: str, value: object, meaning: object) -> None:
    assert read(how, value) == (meaning, 1)


def test_bounds_make_a_value_odd() -> None:
    defects = Defects()
    reader = Lenient("rows[]", defects)

    assert reader.number({"rating": 11}, "rating", least=0, most=10) is None
    assert reader.integer({"season": -1}, "season", least=0) is None
    assert defects.count("odd_field") == 2


def test_a_local_time_is_of_the_zone() -> None:
    reader = Lenient("", Defects())
    assert reader.moment({"at": "2024-07-01 22:00:00"}, "at", ZoneInfo("Europe/Madrid")) == at(
        "2024-07-01 20:00"
    )
    assert reader.moment({"at": "2024-07-01 22:00:00"}, "at", UTC) == at("2024-07-01 22:00")


def test_paths_rows_and_first_places() -> None:
    defects = Defects()
    reader = Lenient("rows[]", defects)
    for row in reader.rows(
        [{"info": {"size": 1}}, "x", {"info": {"size": "big"}}, {"info": {"size": "huge"}}]
    ):
        reader.at("info").integer(reader.mapping(row, "info"), "size")

    assert [(one.field, one.count, one.line_number, one.excerpt) for one in defects] == [
        ("rows[]", 1, 2, '"x"'),
        ("rows[].info.size", 2, 3, '"big"'),
    ]


@pytest.mark.parametrize(
    ("name", "value", "excerpt"),
    [
        ("password", ["PLANTED"], "***"),
        ("link", ["http://h/live/user/PLANTED/1.ts"], '["http://h/live/***/***/1.ts"]'),
        ("long", ["http://h/live/user/PLANTED/1.ts" + "x" * 20_000], "list"),
    ],
)
def test_excerpts_hold_no_secret(name: str, value: object, excerpt: str) -> None:
    defects = Defects()
    Lenient("", defects).text({name: value}, name)

    assert [one.excerpt for one in defects] == [excerpt]


@pytest.mark.parametrize(
    ("body", "value", "oddity"),
    [
        (b'\xef\xbb\xbf [{"a": 1}]\x00\n', [{"a": 1}], None),
        (b'{"a": 1, "a": 2}', {"a": 2}, None),
        ('{"a": "Espa\u00f1a"}'.encode("cp1252"), {"a": "Espa\u00f1a"}, "not_utf8"),
        (b'{"a": "x\ty"}', {"a": "x\ty"}, "odd_json"),
        (b'{"a": "\\ud83d"}', {"a": "\ufffd"}, "odd_json"),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "\U0001f600"}, None),
        (b"<br />\n<b>Warning</b>: f() in x.php on line 3<br />\n[1]", [1], "text_before_json"),
    ],
)
def test_bodies_that_are_json_all_the_same(body: bytes, value: object, oddity: str | None) -> None:
    defects = Defects()

    assert parse_json(body, defects) == value
    assert [one.code for one in defects] == ([oddity] if oddity else [])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b" \n", "empty"),
        (b"<!doctype html>", "html"),
        (b"blocked", "not_json"),
        (b"[1] and more", "not_json"),
        (b"9" * 5_000, "not_json"),
        (b'{"a": [1, 2', "truncated"),
        (b'{"a": "\xe9', "truncated"),
        (b"[" * 200_000, "too_deep"),
        (b'{"a":' * 200_000, "too_deep"),
    ],
)
def test_bodies_that_are_something_else(body: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_json(body, Defects())
    assert caught.value.reason == reason
