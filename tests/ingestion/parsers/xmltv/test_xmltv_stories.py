# ruff: noqa: DTZ001 - raw tables hold naive UTC
"""Each file of `tests/fixtures/xmltv` is one kind of trouble that real guides make."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from ingestion.parsers.xmltv.elements import GuideChannel, GuideProgramme
from ingestion.parsers.xmltv.reader import GuideBatch, XmltvReader

FIXTURES = Path("tests/fixtures/xmltv")


def read(name: str, *languages: str) -> tuple[GuideBatch, XmltvReader]:
    with (FIXTURES / f"{name}.xml").open("rb") as file:
        reader = XmltvReader(file, languages=languages)
        [batch] = reader
    return batch, reader


def programmes(name: str, *languages: str) -> dict[str, GuideProgramme]:
    return {one.title: one for one in read(name, *languages)[0].programmes}


def defects(reader: XmltvReader) -> dict[str, int]:
    return {defect.code: defect.count for defect in reader.defects}


def test_partial_times_and_named_zones() -> None:
    batch, _ = read("partial_times_and_named_zones")
    assert {one.title: (one.started_at, one.stopped_at) for one in batch.programmes} == {
        "Only a date": (datetime(2026, 5, 22), datetime(2026, 5, 22, 4)),
        "No seconds, no zone": (datetime(2026, 5, 22, 4), datetime(2026, 5, 22, 5)),
        "Central European summer": (datetime(2026, 5, 22, 6, 30), datetime(2026, 5, 22, 22)),
        "Newfoundland, no stop": (datetime(2026, 5, 23, 1, 30), None),
    }
    assert [(one.line_number, one.reason) for one in batch.rejects] == [(7, "bad_time")]


@pytest.mark.parametrize(
    ("languages", "title", "language", "description", "category"),
    [
        ((), "Le Journal", "fr", "Les nouvelles.", "Info"),
        (("pt-br", "fr"), "Jornal", "pt_BR", "Les nouvelles.", "Info"),
        (("pt", "fr"), "Noticiário", "pt", "Les nouvelles.", "Notícias"),
        (("ja", "PT-PT"), "Le Journal", "fr", "Les nouvelles.", "Info"),
    ],
)
def test_languages_are_chosen_and_all_are_kept(
    languages: tuple[str, ...], title: str, language: str, description: str, category: str
) -> None:
    [one] = programmes("languages", *languages).values()
    assert (one.title, one.title_language) == (title, language)
    assert (one.description, one.category) == (description, category)
    texts = [["Le Journal", "fr"], ["Jornal", "pt_BR"], ["Noticiário", "pt"]]
    assert json.loads(one.titles or "") == texts
    assert json.loads(one.descriptions or "") == [["Les nouvelles.", "fr"], ["News.", None]]
    assert json.loads(one.categories or "") == ["Info", "Notícias"]
    assert one.sub_titles is None


def test_episode_numbers_of_all_systems() -> None:
    found = {
        title: (
            one.season_number, one.season_count, one.episode_number_in_season, one.episode_count,
            one.part_number, one.part_count, one.episode_number,
        )
        for title, one in programmes("episode_numbers").items()
    }  # fmt: skip
    assert found == {
        "All of it": (2, 8, 5, 22, 1, 2, "S02E05"),
        "Gaps": (None, None, 12, None, None, None, "E12"),
        "No system is on screen": (1, None, 2, None, None, None, "S01E02"),
        "On screen": (None, None, 119, None, None, None, "E119"),
        "A part alone": (None, None, 7, 10, 2, 3, "Ep. 7 of 10"),
        "An id alone": (None,) * 7,
    }
    ids = programmes("episode_numbers")["All of it"].episode_ids
    assert json.loads(ids or "") == [
        ["xmltv_ns", "1/8 . 4/22 . 0/2"],
        ["dd_progid", "EP01234567.0012"],
        ["thetvdb.com", "series/1234"],
    ]


def test_flags_and_details() -> None:
    film, odd = programmes("flags_and_details").values()
    assert (film.is_new, film.is_premiere, film.is_last_chance, film.is_live) == (True,) * 4
    assert (film.is_previously_shown, film.previously_shown_at) == (True, datetime(2025, 12, 24))
    assert (film.released_year, film.length_seconds, film.clump_index) == (1999, 5400, "0/2")
    assert (film.age_rating, film.star_rating, film.country) == ("12", 8.75, "DK")
    assert json.loads(film.ratings or "") == [["FSK", "12"], ["MPAA", "PG"]]
    assert json.loads(film.star_ratings or "") == [[None, "7 / 8"]]
    assert json.loads(film.credits or "") == [
        ["director", "Ann", None],
        ["actor", "Bob", "Hero"],
        ["actor", "Cid", None],
    ]
    assert film.original_language == "Danish"
    assert (odd.released_year, odd.length_seconds, odd.star_rating, odd.age_rating) == (None, None, None, "G")
    assert odd.image_url == "http://img.example/c.jpg"
    assert not (odd.is_new or odd.is_premiere or odd.is_last_chance or odd.is_live)
    assert defects(read("flags_and_details")[1]) == {"bad_date": 1, "bad_length": 1, "bad_star_rating": 1}


def test_undeclared_entities_are_those_of_html() -> None:
    batch, reader = read("undeclared_entities")
    assert [one.title for one in batch.programmes] == ["Café\xa0& Bar", "R&B &unknown; é", "5 < 7 & 8"]
    assert defects(reader) == {
        "html_entity": 2,
        "bare_ampersand": 2,
        "control_character": 1,
        "bare_less_than": 1,
    }
    assert {defect.code: defect.line_number for defect in reader.defects} == {
        "html_entity": 2,
        "bare_ampersand": 3,
        "control_character": 3,
        "bare_less_than": 4,
    }
    assert reader.recovered_errors == 6


@pytest.mark.parametrize(
    ("name", "title", "defect"),
    [
        ("declared_utf8_is_cp1252", "café €", "not_utf8"),
        ("declared_latin1_is_utf8", "café", "wrong_declaration"),
        ("declared_latin1", "café", None),
        ("byte_order_mark", "café", None),
        ("utf16", "café", None),
        ("utf16_without_mark", "café", None),
    ],
)
def test_encodings(name: str, title: str, defect: str | None) -> None:
    batch, reader = read(name)
    assert [one.title for one in batch.programmes] == [title]
    assert set(defects(reader)) == ({defect} if defect else set())


def test_a_guide_that_was_cut_off_is_partial() -> None:
    batch, reader = read("cut_off")
    assert [one.title for one in batch.programmes] == ["Whole"]
    assert [(one.line_number, one.reason) for one in batch.rejects] == [(3, "cut_off")]
    assert reader.is_partial


def test_programmes_may_precede_channels_and_channels_repeat() -> None:
    batch, reader = read("programmes_before_channels")
    assert [one.channel_id for one in batch.programmes] == ["c", "nobody"]
    assert batch.channels == [
        GuideChannel("c", ["7-1"], channel_number="7-1"),
        GuideChannel("c", ["Channel"], "http://img.example/c.png", channel_url="http://c.example/"),
    ]
    assert not reader.defects


def test_empty_ids_and_titles_are_rejected() -> None:
    batch, _ = read("empty_ids_and_titles")
    assert [one.title for one in batch.programmes] == ["Good"]
    assert Counter(one.reason for one in batch.rejects) == {
        "no_channel": 2, "no_title": 1, "bad_time": 1, "stop_before_start": 1,
    }  # fmt: skip


def test_a_bad_element_harms_no_other() -> None:
    batch, reader = read("one_bad_element")
    titles = [one.title for one in batch.programmes]
    assert titles == ["Before & good", "Never closed", "Closed wrongly", "After & good"]
    assert [(one.line_number, one.reason) for one in batch.rejects] == [(3, "no_channel")]
    assert (reader.is_partial, set(defects(reader))) == (False, {"malformed"})


def test_comments_are_no_programmes_and_cdata_is_text() -> None:
    batch, reader = read("comments_and_cdata")
    assert [one.title for one in batch.programmes] == ["R&B <programme>  & more"]
    assert not reader.defects


@pytest.mark.parametrize(
    ("name", "titles"), [("two_guides_in_one", ["One", "Two"]), ("default_namespace", ["One"])]
)
def test_odd_frames(name: str, titles: list[str]) -> None:
    batch, reader = read(name)
    assert [one.title for one in batch.programmes] == titles
    assert (reader.is_partial, batch.rejects, bool(reader.defects)) == (False, [], False)
