"""Live audience: minutes, programmes and trends against the rows."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars import col

from dashboards import queries
from dashboards.spans import HOURS, step_minutes
from tests.dashboards.conftest import OpenPage, metrics_of, texts_of, view_of
from tests.support.live_rows import PROGRAMME_HOURS
from tests.support.playback_rows import FIRST_DAY, LAST_DAY, at, key_of
from tests.support.snapshots import full_frames, publish_full

_SCOPES = [
    ("all", "all"),
    ("provider", "alpha"),
    ("channel", key_of("channel-0")),
    ("title", key_of("title-05")),
]


def _minutes(scope: str, scope_key: str, first: date, last: date) -> pl.DataFrame:
    return full_frames()["agg_concurrency_minutely"].filter(
        col("scope") == scope,
        col("scope_key") == scope_key,
        col("minute_at").dt.date().is_between(first, last),
    )


def _chosen(scope: str, scope_key: str, hours: int | None) -> dict[str, Any]:
    return {"scope": scope, "scope_key": scope_key, "hours": hours}


@pytest.mark.parametrize(("scope", "scope_key"), _SCOPES)
@pytest.mark.parametrize("hours", [3, 24, None])
def test_peaks_and_means_are_those_of_the_minutes(
    data_dir: Path, scope: str, scope_key: str, hours: int | None
) -> None:
    publish_full(data_dir)
    last = LAST_DAY - timedelta(days=1)
    found = view_of(data_dir, FIRST_DAY, last).row(queries.live.SUMMARY, **_chosen(scope, scope_key, hours))
    minutes = _minutes(scope, scope_key, FIRST_DAY, last)
    until = max(minutes["minute_at"]) + timedelta(minutes=1)
    start = at(FIRST_DAY) if hours is None else max(at(FIRST_DAY), until - timedelta(hours=hours))
    within = minutes.filter(col("minute_at") >= start)
    assert (found["from_at"], found["until_at"]) == (start, until)
    assert found["peak_viewer_count"] == within["peak_viewer_count"].max()
    assert found["peak_view_count"] == within["peak_view_count"].max()
    assert found["mean_view_count"] == pytest.approx(
        within["watched_seconds"].sum() / (until - start).total_seconds()
    )


@pytest.mark.parametrize("step", [1, 5, 60])
def test_curve_has_every_step_and_keeps_the_peaks_and_the_time(data_dir: Path, step: int) -> None:
    publish_full(data_dir)
    chosen = _chosen("all", "all", 24)
    view = view_of(data_dir, FIRST_DAY, LAST_DAY)
    totals, curve = (
        view.row(queries.live.SUMMARY, **chosen),
        view.frame(queries.live.CURVE, **chosen, step=step),
    )
    gaps = curve["bucket_at"].diff().drop_nulls().unique().to_list()
    assert gaps == [timedelta(minutes=step)]
    assert curve["peak_viewer_count"].max() == totals["peak_viewer_count"]
    assert curve["peak_viewer_count"].min() == 0
    assert curve["mean_view_count"].sum() * step / 60 == pytest.approx(totals["watch_hours"])


def test_nobody_at_all_has_no_span(data_dir: Path) -> None:
    publish_full(data_dir)
    before = FIRST_DAY - timedelta(days=9)
    found = view_of(data_dir, before, before).row(queries.live.SUMMARY, **_chosen("all", "all", None))
    assert (found["until_at"], found["peak_viewer_count"]) == (None, 0)


@pytest.mark.parametrize(
    ("scope", "name"), [("provider", "Alpha"), ("channel", "Channel 0"), ("title", "Title 05")]
)
def test_what_can_be_chosen_has_names(data_dir: Path, scope: str, name: str) -> None:
    publish_full(data_dir)
    found = view_of(data_dir, FIRST_DAY, LAST_DAY).frame(queries.live.CHOICE, scope=scope)
    peaks = full_frames()["agg_concurrency_daily"].filter(col("scope") == scope)
    assert set(found["scope_key"]) == set(peaks["scope_key"])
    assert found["label"].n_unique() == found.height
    assert any(label.startswith(name) for label in found["label"]), found["label"].to_list()


def test_programmes_are_those_that_touch_the_span(data_dir: Path) -> None:
    publish_full(data_dir)
    span = {"from_at": at(LAST_DAY, hours=8), "until_at": at(LAST_DAY, hours=12)}
    view = view_of(data_dir, FIRST_DAY, LAST_DAY)
    everywhere = view.frame(queries.live.PROGRAMMES, **span, scope="all", scope_key="all")
    assert {start.hour for start in everywhere["started_at"]} == set(PROGRAMME_HOURS[:2])
    elsewhere = view.frame(queries.live.PROGRAMMES, **span, scope="channel", scope_key=key_of("channel-1"))
    assert elsewhere.is_empty()


def test_page_of_a_channel_shows_its_programmes(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("live", audience_of="Channels", of="Channel 0", span="Whole period")
    assert not app.exception
    minutes = _minutes("channel", key_of("channel-0"), FIRST_DAY, LAST_DAY)
    assert metrics_of(app)["Peak views"] == str(minutes["peak_view_count"].max())
    programmes = full_frames()["agg_programme_audience"]
    assert app.dataframe[0].value["average_audience"].to_list()[0] == programmes["average_audience"].max()
    assert "Trending titles" in texts_of(app)


def test_trending_titles_come_first_by_score(data_dir: Path) -> None:
    publish_full(data_dir)
    found = view_of(data_dir, FIRST_DAY, LAST_DAY).frame(queries.live.TRENDING)
    assert found["content_title"].to_list() == ["Title 05", "Title 01", "Title 02"]
    assert found["trend_score"].is_sorted(descending=True)


@pytest.mark.parametrize(("hours", "step"), [(3, 1), (24, 1), (168, 15), (24 * 90, 360)])
def test_spans_are_drawn_in_a_bounded_number_of_steps(hours: int, step: int) -> None:
    start = datetime(2026, 1, 1)  # noqa: DTZ001  # raw tables hold naive UTC
    assert step_minutes(start, start + timedelta(hours=hours)) == step
    assert set(HOURS.values()) >= {3, 24, 168, None}
