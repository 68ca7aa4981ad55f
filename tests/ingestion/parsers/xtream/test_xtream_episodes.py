import pytest

from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.parsers.xtream.episodes import add_episodes
from ingestion.parsers.xtream.lists import PanelList
from tests.ingestion.parsers.xtream.test_xtream_lists import BUILD, by_id, counted, fixture, read


def with_episodes(**infos: bytes) -> PanelList:
    """The list of series (71, 72, 73) with the answers about some of them, `s71` for the series 71."""
    parsed = read("series", "series_list")
    add_episodes(parsed, {name.removeprefix("s"): info for name, info in infos.items()}, BUILD)
    return parsed


def episodes(parsed: PanelList) -> list[PlaylistEntry]:
    return [entry for entry in parsed.entries if entry.stream_type == "episode"]


def what_was_read(parsed: PanelList) -> dict[str | None, tuple[bool | None, int | None]]:
    return {
        entry.item_id: (entry.are_episodes_read, entry.episode_count)
        for entry in parsed.entries
        if entry.stream_type == "series"
    }


def test_episodes_by_season() -> None:
    special, pilot, unnamed = episodes(with_episodes(s71=fixture("episodes_by_season")))

    assert [(one.season_number, one.episode_number) for one in (special, pilot, unnamed)] == [
        (0, 1),
        (1, 1),
        (1, 2),
    ]
    assert (pilot.series_name, pilot.parent_item_id, pilot.group_title) == ("Old Show", "71", "Shows")
    assert (pilot.duration_seconds, pilot.width, pilot.height, pilot.rating) == (1500, 1280, 720, 8.1)
    assert (pilot.released_year, pilot.logo_url) == (2003, "http://logo.example/e.jpg")
    assert pilot.stream_url == "http://panel.example:8080/series/***/***/702.mkv"
    assert pilot.identity_basis == "id:702"
    assert (unnamed.name, unnamed.duration_seconds) == ("Old Show S01E02", 3605)


@pytest.mark.parametrize(
    ("name", "seasons"),
    [
        ("episodes_list_of_lists", [("Special", 0), ("Pilot", 1)]),
        ("episodes_flat_list", [("One", 3), ("Two", 3)]),
        ("episodes_keyed_twice", [("One", 2), ("Two", 2)]),
        ("episodes_null", []),
    ],
)
def test_shapes_of_episodes(name: str, seasons: list[tuple[str, int]]) -> None:
    parsed = with_episodes(s71=fixture(name))

    assert [(one.name, one.season_number) for one in episodes(parsed)] == seasons
    assert what_was_read(parsed) == {"71": (True, len(seasons)), "72": (None, None), "73": (None, None)}
    assert counted(parsed) == {"episodes_not_read": 2}


@pytest.mark.parametrize(
    "info", [b"", b"<html>", b"[]", b"{}", b'{"info": {}}', b'{"user_info": {"auth": 0}}', b"null", b"7"]
)
def test_an_answer_that_does_not_tell_of_episodes_was_not_read(info: bytes) -> None:
    parsed = with_episodes(s71=info, s72=fixture("episodes_flat_list"))

    assert [entry.series_name for entry in episodes(parsed)] == ["New Show"] * 2
    assert what_was_read(parsed) == {"71": (False, None), "72": (True, 2), "73": (None, None)}
    assert counted(parsed) == {"episodes_not_read": 2}


def test_episodes_of_an_odd_type_were_not_read() -> None:
    parsed = with_episodes(s71=b'{"episodes": "soon"}')

    assert what_was_read(parsed)["71"] == (False, None)
    assert counted(parsed) == {"episodes_not_read": 3, "odd_field series_info.episodes[]": 1}


def test_the_rest_of_a_series_stays_as_it_was() -> None:
    before, parsed = read("series", "series_list"), with_episodes(s71=fixture("episodes_null"))

    assert [entry.name for entry in parsed.entries] == [entry.name for entry in before.entries]
    assert by_id(parsed)["72"] == by_id(before)["72"]
