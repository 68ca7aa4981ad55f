"""Viewers: the page's numbers against the rows, and what it says of ids that change each day."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars import col

from dashboards import queries
from tests.dashboards.conftest import OpenPage, metrics_of, texts_of, view_of
from tests.support.playback_rows import FIRST_DAY, LAST_DAY
from tests.support.snapshots import full_frames, publish, publish_full
from tests.support.viewer_rows import BINGE_EPISODES, COHORT_RETURNS, COHORT_SIZES


@pytest.mark.parametrize("first", [FIRST_DAY, FIRST_DAY + timedelta(days=3)])
def test_totals_are_those_of_the_rows(data_dir: Path, first: date) -> None:
    publish_full(data_dir)
    found = view_of(data_dir, first, LAST_DAY).row(queries.viewers.SUMMARY)
    frames = full_frames()
    visits = frames["fct_visits"].filter(col("started_date") >= first)
    daily = frames["agg_viewers_daily"].filter(col("view_date") >= first)
    lengths = (visits["ended_at"] - visits["started_at"]).dt.total_microseconds() / 1e6
    new = frames["dim_viewers"].filter(col("first_viewed_date") >= first)
    assert found["viewer_count"] == visits["viewer_key"].n_unique()
    assert found["new_viewer_count"] == new.height
    assert (found["visit_count"], found["views_per_visit"]) == (visits.height, visits["view_count"].mean())
    assert found["median_visit_seconds"] == pytest.approx(lengths.median())
    assert found["d1_cohort_count"] == daily["d1_cohort_count"].sum()
    assert found["binge_count"] == frames["fct_binges"].filter(col("started_at").dt.date() >= first).height


def test_days_split_viewers_into_new_and_returning(data_dir: Path) -> None:
    publish_full(data_dir)
    found = view_of(data_dir, FIRST_DAY - timedelta(days=1), LAST_DAY).frame(queries.viewers.DAILY, least=5)
    views = full_frames()["fct_views"].filter(col("viewer_key").is_not_null())
    firsts = views.group_by("viewer_key").agg(first=col("started_date").min())
    seen = views.select("viewer_key", "started_date").unique().join(firsts, on="viewer_key")
    for row in found.iter_rows(named=True):
        present = seen.filter(col("started_date") == row["day"])
        assert row["new_viewer_count"] == present.filter(col("first") == row["day"]).height
        assert row["returning_viewer_count"] == present.filter(col("first") < row["day"]).height


def test_returns_of_a_few_are_not_shown(data_dir: Path) -> None:
    publish_full(data_dir)
    view = view_of(data_dir, FIRST_DAY, FIRST_DAY)
    assert view.frame(queries.viewers.DAILY, least=5)["d1_ratio"].to_list() == [1.0]
    assert view.frame(queries.viewers.DAILY, least=18)["d1_ratio"].to_list() == [None]


def test_cohorts_keep_their_sizes_and_small_ones_their_secret(data_dir: Path) -> None:
    publish_full(data_dir)
    found = view_of(data_dir, LAST_DAY, LAST_DAY).frame(queries.viewers.COHORTS, least=5)
    weeks = found["cohort_week"].unique().sort().to_list()
    assert weeks == [date(2026, 8, 17) + timedelta(weeks=n) for n in range(4)]
    for place, week in enumerate(weeks):
        rows = found.filter(col("cohort_week") == week)
        assert rows["cohort_size"].unique().to_list() == [COHORT_SIZES[place]]
        shown = COHORT_SIZES[place] >= 5
        expected = [ratio if shown else None for ratio in COHORT_RETURNS[: len(COHORT_SIZES) - place]]
        assert rows["return_ratio"].to_list() == expected


def test_real_and_simulated_cohorts_are_one(data_dir: Path) -> None:
    frames = full_frames()
    real = frames["agg_cohorts_weekly"].filter(col("week_number") == 1, col("cohort_size") == 40)
    both = pl.concat([real, real.with_columns(is_simulated=True, viewer_count=pl.lit(0, pl.Int64))])
    publish(data_dir, frames | {"agg_cohorts_weekly": both})
    found = view_of(data_dir, LAST_DAY, LAST_DAY).frame(queries.viewers.COHORTS, least=5)
    assert found.select("cohort_size", "viewer_count", "return_ratio").rows() == [(80, 20, 0.25)]


@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_distinct_viewers_are_whole_periods_that_touch_the_range(data_dir: Path, period: str) -> None:
    publish_full(data_dir)
    found = view_of(data_dir, LAST_DAY, LAST_DAY).frame(queries.viewers.PERIODIC, period=period)
    views = full_frames()["fct_views"].with_columns(
        start=col("started_date").dt.truncate({"day": "1d", "week": "1w", "month": "1mo"}[period])
    )
    last = views.filter(col("start") == views["start"].max())
    viewers = last.select(col("viewer_key").fill_null(col("view_key")).n_unique()).item()
    assert found.select("day", "viewer_count", "view_count").rows() == [
        (views["start"].max(), viewers, last.height)
    ]


def test_binges_are_told_by_series(data_dir: Path) -> None:
    publish_full(data_dir)
    (row,) = view_of(data_dir, FIRST_DAY, LAST_DAY).frame(queries.viewers.BINGES).rows(named=True)
    assert (row["binge_count"], row["viewer_count"]) == (len(BINGE_EPISODES), 2)
    assert row["mean_episode_count"] == pytest.approx(sum(BINGE_EPISODES) / len(BINGE_EPISODES))


@pytest.mark.parametrize("page", ["viewers", "audience", "overview"])
def test_pages_say_that_rotated_ids_inflate_viewers(
    open_page: OpenPage, data_dir: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    publish_full(data_dir)
    assert "inflated" not in _warnings(open_page, page)
    monkeypatch.setenv("WATCHHOUSE_VIEWER_SALT_ROTATION", "daily")
    assert "weeks and months are inflated" in _warnings(open_page, page)


def _warnings(open_page: OpenPage, page: str) -> str:
    return " ".join(warning.value for warning in open_page(page).warning)


def test_providers_do_not_narrow_what_knows_none(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("viewers", provider="alpha")
    assert metrics_of(app)["Known viewers"] == metrics_of(open_page("viewers"))["Known viewers"]
    assert "over all providers" in texts_of(app)
