import json
from datetime import datetime
from pathlib import Path

import pytest

from ingestion.errors import ParseError
from ingestion.parsers.defects import Defects
from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.parsers.xtream.address import PanelAddress
from ingestion.parsers.xtream.entry import EntryBuilder
from ingestion.parsers.xtream.lists import (
    ListKind,
    PanelList,
    modified_series,
    parse_categories,
    parse_list,
)

at = datetime.fromisoformat
FIXTURES = Path("tests/fixtures/xtream")
ADDRESS = PanelAddress("http://panel.example:8080", "someone", "PLANTED")
BUILD = EntryBuilder(ADDRESS, {"5": "News", "6": "Sport", "8": "Shows"})


def fixture(name: str) -> bytes:
    return (FIXTURES / f"{name}.json").read_bytes()


def read(kind: ListKind, name: str) -> PanelList:
    return parse_list(kind, [fixture(name)], BUILD, Defects())


def by_id(parsed: PanelList) -> dict[str | None, PlaylistEntry]:
    return {entry.item_id: entry for entry in parsed.entries}


def counted(parsed: PanelList) -> dict[str, int]:
    return {(f"{one.code} {one.field}" if one.field else one.code): one.count for one in parsed.defects}


def test_types_of_real_panels_are_all_read() -> None:
    """Numbers as texts and texts as numbers, null and empty: measured on four real panels, none is odd."""
    parsed = read("live", "live_types_of_real_panels")
    first, second, third, fourth = parsed.entries

    assert [entry.name for entry in parsed.entries] == ["24", "A&E", "1941", "##### SPORT #####"]
    assert (first.group_title, first.tvg_id, first.catchup, first.is_adult) == ("News", None, None, False)
    assert (second.group_title, second.tvg_id, second.is_adult) == (None, "US: A&E", True)
    assert (second.catchup, second.catchup_days, second.item_id) == ("xc", 2.0, "12")
    assert (third.group_title, third.is_radio, third.catchup_days) == ("News;Sport", True, None)
    assert {entry.added_at for entry in (first, third, fourth)} == {at("2024-04-16 23:00")}
    assert [entry.is_separator for entry in parsed.entries] == [False, False, False, True]
    assert counted(parsed) == {"html_entities": 1}


def test_addresses_and_identity() -> None:
    entry = read("live", "live_types_of_real_panels").entries[1]

    assert entry.stream_url == "http://panel.example:8080/live/***/***/12.ts"
    assert entry.login == "http://panel.example:8080/live/someone/PLANTED/12.ts"
    assert (entry.stream_host, entry.has_credentials, entry.identity_basis) == (
        "panel.example",
        True,
        "id:12",
    )


def test_odd_fields_never_fail_the_list() -> None:
    parsed = read("live", "live_odd_fields")

    assert [entry.name for entry in parsed.entries] == ["Named elsewhere", "live 22", "Twice"]
    assert parsed.entries[0].tvg_id == "7"
    assert [(one.line_number, one.reason, one.excerpt) for one in parsed.rejects] == [
        (6, "no_id", "No id"),
        (7, "no_id", "Bad id http://***@h/"),
        (8, "no_id", "Zero"),
    ]
    assert counted(parsed) == {
        "duplicate_url": 1,
        "no_name": 1,
        "odd_field live_streams[]": 3,
        "odd_field live_streams[].added": 1,
        "odd_field live_streams[].category_ids": 1,
        "odd_field live_streams[].is_adult": 1,
        "odd_field live_streams[].name": 1,
        "odd_field live_streams[].num": 1,
        "odd_field live_streams[].stream_icon": 1,
        "odd_field live_streams[].tv_archive": 1,
        "odd_field live_streams[].tv_archive_duration": 1,
        "unknown_category": 1,
    }
    first = next(one for one in parsed.defects if one.field == "live_streams[].added")
    assert (first.line_number, first.excerpt) == (1, '"last week"')


def test_a_foreign_direct_source_shows_its_host_alone() -> None:
    (entry,) = read("live", "live_foreign_direct_source").entries

    assert json.loads(entry.attributes or "") == {"direct_source_host": "other.example"}
    assert entry.logo_url == "http://other.example/logo.png?token=***"
    assert entry.login == "http://panel.example:8080/live/someone/PLANTED/31.ts"


def test_a_list_may_be_keyed_by_number() -> None:
    assert [entry.name for entry in read("live", "live_keyed_by_number").entries] == ["One", "Two"]


def test_of_duplicate_keys_the_last_one_counts() -> None:
    assert [entry.name for entry in read("live", "live_duplicate_keys").entries] == ["Last name"]


def test_the_account_instead_of_a_list() -> None:
    parsed = read("live", "live_account_instead")

    assert (parsed.entries, counted(parsed)) == ([], {"not_listed": 1})


@pytest.mark.parametrize("body", [b"[]", b"{}", b"null", b'""'])
def test_an_empty_list_is_no_defect(body: bytes) -> None:
    defects = Defects()

    assert parse_list("movie", [body], BUILD, defects).entries == []
    assert not defects


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"", "empty"), (b"<html></html>", "html"), (b"oops", "not_json"), (b'[{"name": "A', "truncated")],
)
def test_what_is_no_list(body: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_list("live", [body], BUILD, Defects())
    assert caught.value.reason == reason


def test_parts_by_category_hold_each_item_once() -> None:
    part = fixture("live_keyed_by_number")
    parsed = parse_list("live", [part, part], BUILD, Defects())

    assert [entry.name for entry in parsed.entries] == ["One", "Two"]
    assert not parsed.defects


def test_ratings_years_and_extensions_of_films() -> None:
    parsed = read("movie", "vod_ratings")
    films = by_id(parsed)

    ratings = {item_id: film.rating for item_id, film in films.items()}
    assert ratings == {"61": 6.8, "62": 7.0, "63": None, "64": 7.5, "65": None}
    years = {item_id: film.released_year for item_id, film in films.items()}
    assert years == {"61": 1999, "62": 2011, "63": 2004, "64": None, "65": None}
    endings = [film.stream_url.rpartition("/")[2] for film in parsed.entries]
    assert endings == ["61.mkv", "62.mp4", "63.avi", "64.MKV", "65.mp4"]
    assert json.loads(films["61"].attributes or "") == {"tmdb_id": "603"}
    assert films["63"].attributes is None
    assert counted(parsed) == {
        "odd_field vod_streams[].container_extension": 1,
        "odd_field vod_streams[].rating": 2,
        "odd_field vod_streams[].year": 1,
    }


def test_series_are_no_streams() -> None:
    parsed = read("series", "series_list")

    assert [(entry.name, entry.stream_type, entry.login) for entry in parsed.entries] == [
        ("Old Show", "series", None),
        ("New Show", "series", None),
        ("Timeless", "series", None),
    ]
    assert parsed.entries[0].released_year == 2003
    assert counted(parsed) == {}


def test_when_series_were_modified() -> None:
    assert modified_series([fixture("series_list")]) == {
        "71": at("2017-07-14T02:40:00"),
        "72": at("2023-11-14T22:13:20"),
        "73": None,
    }


def test_categories() -> None:
    body = b'[{"category_id": "5", "category_name": "A &amp; B"}, {"category_id": 6, "category_name": 24}, 3]'
    defects = Defects()

    assert parse_categories(body, "live_categories[]", defects) == {"5": "A & B", "6": "24"}
    assert [(one.field, one.line_number) for one in defects] == [("live_categories[]", 3)]
