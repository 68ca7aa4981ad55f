"""What the demo's library counts is what was played of its titles, but for the one embedded elsewhere."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from orchestration.demo.bunny_library import build_video, video_guid
from orchestration.demo.library_counts import (
    PLACE_ELSEWHERE,
    TIMES_ELSEWHERE,
    counts_file,
    read_counts,
    write_counts,
)

HOUR = datetime(2026, 11, 1, 20, tzinfo=UTC)


def _views() -> pl.DataFrame:
    """Video n has 20 - n plays of 100.4 seconds within one hour, and one that failed."""
    rows = [
        {
            "content_id": video_guid(number),
            "outcome": "played" if play else "start_failure",
            "play_seconds": 100.4 if play else 0.0,
            "started_at": (HOUR + timedelta(minutes=play)).replace(tzinfo=None),
        }
        for number in range(10)
        for play in range(21 - number)
    ]
    return pl.DataFrame(rows)


def test_plays_are_counted_by_title_and_hour(tmp_path: Path) -> None:
    write_counts(counts_file(tmp_path), _views())
    count = read_counts(counts_file(tmp_path))
    assert count(build_video(0), HOUR) == (20, 2008)
    assert count(build_video(0), HOUR + timedelta(hours=1)) == (0, 0)
    assert count(build_video(30), HOUR) == (0, 0)


def test_one_title_is_played_elsewhere_as_well(tmp_path: Path) -> None:
    write_counts(counts_file(tmp_path), _views())
    count = read_counts(counts_file(tmp_path))
    counted = {number: count(build_video(number), HOUR)[0] for number in range(10)}
    own = {number: 20 - number for number in range(10)}
    assert {number: counted[number] for number in own if counted[number] != own[number]} == {
        PLACE_ELSEWHERE - 1: TIMES_ELSEWHERE * own[PLACE_ELSEWHERE - 1]
    }


def test_before_anyone_watched_there_is_nothing_to_count(tmp_path: Path) -> None:
    assert read_counts(counts_file(tmp_path))(build_video(0), HOUR) == (0, 0)
