"""Audience marts against slow and plain counts over the same spans, plays and passes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.dbt import audience_lake
from tests.support.lake import START, write_lake
from tests.support.warehouse import query, run_dbt

Rows = list[dict[str, Any]]
SCOPES = {"provider": "provider_id", "channel": "channel_key", "title": "title_key"}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of a build, tests included, over `audience_lake`."""
    folder = tmp_path_factory.mktemp("audience")
    write_lake(folder, audience_lake.tables())
    run_dbt(folder, "build", "--exclude-resource-type", "unit_test")
    return folder


def test_minutes_hold_the_peaks_of_every_scope(warehouse: Path) -> None:
    spans = query(warehouse, "select * from int_spans_watched")
    expected: dict[tuple[object, ...], tuple[object, ...]] = {}
    for scope, scope_key, members in _scopes(spans):
        for minute in _buckets(members, timedelta(minutes=1)):
            expected[scope, scope_key, minute] = _count(members, minute, minute + timedelta(minutes=1))
    minutes = query(warehouse, "select * from agg_concurrency_minutely")
    found: dict[tuple[object, ...], tuple[object, ...]] = {
        (row["scope"], row["scope_key"], row["minute_at"]): (
            row["peak_view_count"],
            row["peak_viewer_count"],
            pytest.approx(row["watched_seconds"], abs=1e-5),
        )
        for row in minutes
    }
    assert expected == found
    assert all(row["view_date"] == row["minute_at"].date() for row in minutes)
    assert any(views != viewers for views, viewers, _ in expected.values()), "no viewer had two views"
    assert len({row["view_date"] for row in minutes}) == 2, "nothing crossed midnight"


def test_hours_hold_what_was_played_in_them(warehouse: Path) -> None:
    plays = query(warehouse, "select * from int_plays_spanned")
    seconds: dict[tuple[object, ...], float] = defaultdict(float)
    views = defaultdict(set)
    for play in plays:
        for hour in _buckets([play], timedelta(hours=1)):
            place = (hour, play["provider_id"], play["channel_key"], play["title_key"], play["is_simulated"])
            seconds[place] += _overlap(play, hour, hour + timedelta(hours=1))
            views[place].add((play["view_key"], play["viewer_key"]))
    hours = query(warehouse, "select * from agg_watch_hourly")
    names = ("hour_at", "provider_id", "channel_key", "title_key", "is_simulated")
    assert {tuple(row[name] for name in names): row["played_seconds"] for row in hours} == pytest.approx(
        dict(seconds), abs=1e-5
    )
    for row in hours:
        members = views[tuple(row[name] for name in names)]
        assert row["view_count"] == len(members)
        assert row["viewer_count"] == len({viewer for _, viewer in members})


def test_retention_counts_passes_and_viewers_of_every_step(warehouse: Path) -> None:
    passes = query(
        warehouse,
        "select title_key, is_simulated, viewer_key, start_position, end_position"
        " from int_passes_played inner join int_plays_located using (view_hash)",
    )
    steps = query(warehouse, "select * from agg_title_retention")
    for step in steps:
        middle = step["position_seconds"] + step["step_seconds"] / 2
        here = [
            row["viewer_key"]
            for row in passes
            if (row["title_key"], row["is_simulated"]) == (step["title_key"], step["is_simulated"])
            and row["start_position"] <= middle < row["end_position"]
        ]
        assert (step["pass_count"], step["step_viewer_count"]) == (len(here), len(set(here))), step
    shown = [step for step in steps if not step["is_suppressed"]]
    assert len({step["title_key"] for step in shown}) == len(audience_lake.FILMS)
    assert max(step["absolute_ratio"] / step["unique_ratio"] for step in shown if step["pass_count"]) > 1


def test_programmes_have_the_audience_of_their_channel(warehouse: Path) -> None:
    spans = query(warehouse, "select * from int_spans_watched")
    programmes = query(warehouse, "select * from fct_programmes")
    expected = {}
    for programme in programmes:
        times = (programme["started_at"], programme["stopped_at"])
        members = [
            span
            for span in spans
            if span["channel_key"] == programme["channel_key"] and _overlap(span, *times) > 0
        ]
        if members:
            peak, _, seconds = _count(members, *times)
            views, viewers = (len({span[key] for span in members}) for key in ("view_key", "viewer_key"))
            expected[programme["programme_key"]] = (peak, views, viewers, pytest.approx(seconds, abs=1e-5))
    found = query(warehouse, "select * from agg_programme_audience")
    assert expected == {
        row["programme_key"]: (
            row["peak_view_count"],
            row["view_count"],
            row["viewer_count"],
            row["watched_seconds"],
        )
        for row in found
    }
    assert len(expected) == 10


def test_ads_end_or_are_skipped(warehouse: Path) -> None:
    ads = query(warehouse, "select * from fct_ad_views")
    assert {(row["is_completed"], row["is_skipped"]) for row in ads} == {(True, False), (False, True)}
    assert {row["play_seconds"] for row in ads} == {7.0}
    days = query(
        warehouse, "select sum(ad_view_count) as n, sum(skipped_count) as skipped from agg_ads_daily"
    )
    assert days == [{"n": len(ads), "skipped": sum(row["is_skipped"] for row in ads)}]


def _scopes(spans: Rows) -> Iterable[tuple[str, str, Rows]]:
    yield "all", "all", spans
    for scope, column in SCOPES.items():
        for key in {span[column] for span in spans} - {None}:
            yield scope, key, [span for span in spans if span[column] == key]


def _buckets(spans: Rows, length: timedelta) -> set[datetime]:
    """Starts of the buckets that any of the spans touches."""
    starts = set()
    for span in spans:
        start = START + (span["started_at"] - START) // length * length
        while start < span["ended_at"]:
            starts.add(start)
            start += length
    return starts


def _overlap(span: dict[str, Any], start: datetime, stop: datetime) -> float:
    overlap: timedelta = min(span["ended_at"], stop) - max(span["started_at"], start)
    return overlap.total_seconds()


def _count(spans: Rows, start: datetime, stop: datetime) -> tuple[int, int, float]:
    """Most views and most viewers at once between two moments, and the seconds watched."""
    members = [span for span in spans if _overlap(span, start, stop) > 0]
    # The most are there at the start or when one comes.
    moments = {max(span["started_at"], start) for span in members}

    def present(moment: datetime, key: str) -> int:
        return len({span[key] for span in members if span["started_at"] <= moment < span["ended_at"]})

    views, viewers = (max(present(moment, key) for moment in moments) for key in ("view_key", "viewer_key"))
    return views, viewers, sum(_overlap(span, start, stop) for span in members)
