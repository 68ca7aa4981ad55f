"""Ads: totals, endings and single ads against the rows."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from polars import col

from dashboards import formats, funnels, queries
from tests.dashboards.conftest import OpenPage, metrics_of, view_of
from tests.support.playback_rows import FIRST_DAY, LAST_DAY
from tests.support.snapshots import full_frames, publish, publish_full


@pytest.mark.parametrize("provider", ["alpha", "beta", None])
def test_totals_are_those_of_the_rows(data_dir: Path, provider: str | None) -> None:
    publish_full(data_dir)
    last = LAST_DAY - timedelta(days=2)
    found = view_of(data_dir, FIRST_DAY, last, *([provider] if provider else [])).row(queries.ads.SUMMARY)
    ads = full_frames()["fct_ad_views"].filter(col("started_date") <= last)
    ads = ads if provider is None else ads.filter(col("provider_id") == provider)
    assert found["ad_view_count"] == ads.height > 0
    assert found["reached_50_count"] == ads["has_reached_50"].sum()
    assert found["completion_ratio"] == pytest.approx(ads["is_completed"].mean())
    assert found["skip_ratio"] == pytest.approx(ads["is_skipped"].mean())
    steps = funnels.of_ads(found)["ad_view_count"].to_list()
    assert steps == sorted(steps, reverse=True)


def test_every_ad_view_has_one_ending(data_dir: Path) -> None:
    publish_full(data_dir)
    found = view_of(data_dir, FIRST_DAY, LAST_DAY).frame(queries.ads.DAILY)
    endings = found.select(pl.sum_horizontal("completed_count", "skipped_count", "left_count"))
    by_day = full_frames()["fct_ad_views"].group_by("started_date").len().sort("started_date")["len"]
    assert endings.to_series().to_list() == by_day.to_list()


def test_shares_of_a_few_ad_views_are_not_shown(data_dir: Path) -> None:
    frames = full_frames()
    publish(data_dir, frames | {"fct_ad_views": frames["fct_ad_views"].head(9)})
    found = view_of(data_dir, FIRST_DAY, LAST_DAY).frame(queries.ads.BY_AD, least=5)
    assert found["ad_view_count"].to_list() == [5, 4]
    assert found["completion_ratio"].is_null().to_list() == [False, True]


def test_page_shows_completion(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    expected = full_frames()["fct_ad_views"].filter(col("provider_id") == "beta")["is_completed"].mean()
    assert isinstance(expected, float)
    assert metrics_of(open_page("ads", provider="beta"))["Ad completion"] == formats.percent(expected)
