# ruff: noqa: DTZ001 - plays hold naive UTC
"""Exports of Jellyfin's Playback Reporting and of Tautulli, in each of their forms, with their faults."""

import json
import sqlite3
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ingestion.errors import ParseError
from ingestion.parsers.jellyfin import COLUMNS, JellyfinExport
from ingestion.parsers.plays import MAX_PLAY_SECONDS, Play, believable_seconds
from ingestion.parsers.tautulli import TautulliExport

MOVIE = [
    "2024-09-21 22:38:54.1062534",
    "u-1",
    "i-1",
    "Movie",
    "Red, White",
    "DirectPlay",
    "Web",
    "Anna's TV",
    "5400",
]
EPISODE = [
    "2025-04-20 22:03:28Z",
    "u-2",
    "i-2",
    "Episode",
    "The Show - s01e02 - Two",
    "Transcode (v:h264)",
    "TV",
    "x",
    "61",
]
TAUTULLI = {
    "row_id": 1124, "started": 1462688107, "stopped": 1462688370, "duration": 263, "live": 0,
    "full_title": "Game of Thrones - The Red Woman", "grandparent_title": "Game of Thrones",
    "media_type": "episode", "platform": "Windows", "product": "Plex for Windows", "player": "Castle-PC",
    "rating_key": 4348, "transcode_decision": "transcode", "user": "DanyKhaleesi69", "user_id": 8008135,
}  # fmt: skip


def tsv(*rows: list[str]) -> bytes:
    return "".join("\t".join(row) + "\r\n" for row in rows).encode()


def sqlite_file(rows: list[list[str]], table: str = "PlaybackActivity") -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"create table {table} ({', '.join(COLUMNS)})")
    connection.executemany(f"insert into {table} values ({', '.join('?' * 9)})", rows)  # noqa: S608 - names of ours
    connection.commit()
    content = connection.serialize()
    connection.close()
    return content


def play(played: float, duration: float | None = None) -> Play:
    return Play(
        play_id="p", viewer_id="v", content_id="c", content_title=None, series_title=None,
        content_type="movie", started_at=datetime(2026, 1, 1),
        played_seconds=played, duration_seconds=duration,
    )  # fmt: skip


def test_a_backup_of_the_plugin_is_read() -> None:
    movie, episode = JellyfinExport(ZoneInfo("Europe/Berlin")).read(tsv(MOVIE, EPISODE)).plays
    assert (movie.started_at, movie.content_type) == (datetime(2024, 9, 21, 20, 38, 54), "movie")
    assert (movie.content_title, movie.played_seconds, movie.player_name) == ("Red, White", 5400, "Web")
    assert (episode.started_at, episode.series_title) == (datetime(2025, 4, 20, 22, 3, 28), "The Show")
    assert episode.custom == {"playback_method": "Transcode (v:h264)"}


def test_each_form_of_an_export_says_the_same() -> None:
    rows = [MOVIE, EPISODE]
    quoted = ",".join(COLUMNS) + "\n" + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    numbered = [["rowid", *COLUMNS], *([str(number), *row] for number, row in enumerate(rows))]
    expected = JellyfinExport().read(tsv(*rows))
    assert len(expected.plays) == 2
    for content in (quoted.encode(), b"\xef\xbb\xbf" + tsv(*numbered), sqlite_file(rows)):
        assert JellyfinExport().read(content) == expected


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("PlayDuration", "-2147483648", "bad_value"),  # what the plugin writes at times
        ("PlayDuration", "nan", "bad_value"),
        ("PlayDuration", "", "bad_type"),
        ("DateCreated", "yesterday", "bad_time"),
        ("DateCreated", "1601-01-01 00:00:00Z", "bad_time"),
        ("UserId", " ", "missing_field"),
        ("ItemId", "", "missing_field"),
    ],
)
def test_a_row_that_is_no_play_is_told_without_its_viewer(column: str, value: str, reason: str) -> None:
    row = dict(zip(COLUMNS, MOVIE, strict=True)) | {column: value}
    found = JellyfinExport().read(tsv(EPISODE, list(row.values())))
    [bad] = found.bad_rows
    assert (len(found.plays), bad.row_number, bad.reason, bad.detail) == (1, 1, reason, column)
    assert not {"u-1", "Anna"} & set(bad.original.replace("'", "\t").split("\t"))


def test_a_row_of_other_columns_is_told() -> None:
    [bad] = JellyfinExport().read(tsv(MOVIE, MOVIE[:5])).bad_rows
    assert (bad.reason, bad.detail) == ("malformed_record", "5 columns")


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"\x00\xff", b"SQLite format 3\x00 cut off", sqlite_file([], "Other"), b"a,b\n1,2\n"],
)
def test_what_is_no_export_is_refused(content: bytes) -> None:
    with pytest.raises(ParseError):
        JellyfinExport().read(content)
    if content:
        with pytest.raises(ParseError):
            TautulliExport().read(content)


def test_an_answer_of_tautulli_is_read() -> None:
    answer = {"response": {"result": "success", "data": {"recordsTotal": 1, "data": [TAUTULLI]}}}
    [found] = TautulliExport().read(json.dumps(answer).encode()).plays
    assert found == Play(
        play_id="1124", viewer_id="8008135", content_id="4348",
        content_title="Game of Thrones - The Red Woman", series_title="Game of Thrones",
        content_type="episode", started_at=datetime(2016, 5, 8, 6, 15, 7),
        played_seconds=263, player_name="Plex for Windows",
        custom={"platform": "Windows", "playback_method": "transcode"},
    )  # fmt: skip


def test_each_form_of_tautulli_says_the_same() -> None:
    expected = TautulliExport().read(json.dumps([TAUTULLI]).encode())
    assert TautulliExport().read(json.dumps({"data": [TAUTULLI]}).encode()) == expected
    table = ",".join(TAUTULLI) + "\n" + ",".join(map(str, TAUTULLI.values())) + "\n"
    assert TautulliExport().read(table.encode()) == expected


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"row_id": None}, "missing_field"),  # what plays just now has no row yet
        ({"rating_key": ""}, "missing_field"),
        ({"started": "soon"}, "bad_type"),
        ({"started": 1e11}, "bad_time"),
        ({"duration": -5}, "bad_value"),
    ],
)
def test_a_row_of_tautulli_that_is_no_play_is_told(change: dict[str, object], reason: str) -> None:
    found = TautulliExport().read(json.dumps([TAUTULLI, {**TAUTULLI, **change}, 7]).encode())
    assert [bad.reason for bad in found.bad_rows] == [reason, "bad_type"]
    assert "Khaleesi" not in found.bad_rows[0].original


def test_live_television_is_live() -> None:
    [found] = TautulliExport().read(json.dumps([TAUTULLI | {"live": 1}]).encode()).plays
    assert found.content_type == "live"


@pytest.mark.parametrize(
    ("played", "duration", "believed"),
    [
        (5400, None, 5400),
        (30 * 86_400, None, MAX_PLAY_SECONDS),
        (7000, 5400, 7000),
        (30 * 86_400, 5400, 8100),
        (MAX_PLAY_SECONDS, 0, MAX_PLAY_SECONDS),
    ],
)
def test_a_play_is_believed_so_far(played: float, duration: float | None, believed: float) -> None:
    assert believable_seconds(play(played, duration)) == believed
