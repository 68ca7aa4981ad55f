"""One title: its numbers, its curve, and what the page says where there is none."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars import col

from dashboards import charts, formats, queries
from tests.dashboards.conftest import OpenPage, metrics_of, texts_of, view_of
from tests.support.playback_rows import FIRST_DAY, LAST_DAY, key_of
from tests.support.snapshots import full_frames, publish, publish_full


def test_titles_come_by_time_watched_and_equal_names_are_told_apart(data_dir: Path) -> None:
    frames = full_frames()
    names = pl.when(col("content_title") == "Title 02").then(pl.lit("Title 01")).otherwise("content_title")
    publish(data_dir, frames | {"dim_titles": frames["dim_titles"].with_columns(content_title=names)})
    found = view_of(data_dir, FIRST_DAY, LAST_DAY).frame(queries.titles.CHOICE)
    watched = frames["fct_views"].group_by("title_key").agg(col("play_seconds").sum())
    expected = watched.sort("play_seconds", "title_key", descending=[True, False])["title_key"].to_list()
    assert found["title_key"].to_list() == expected
    assert {"Title 01 · title-01", "Title 01 · title-02", "Title 03"} <= set(found["label"])


@pytest.mark.parametrize("title", ["title-01", "title-06", "title-00"])
def test_numbers_are_those_of_the_title(data_dir: Path, title: str) -> None:
    publish_full(data_dir)
    last = date(2026, 9, 4)
    found = view_of(data_dir, FIRST_DAY, last).row(queries.titles.SUMMARY, title_key=key_of(title))
    views = full_frames()["fct_views"].filter(
        col("content_id") == title, col("started_date").is_between(FIRST_DAY, last)
    )
    plays = views.filter(col("is_play"))
    known = plays.filter(col("coverage_ratio").is_not_null())
    assert found["view_count"] == views.height
    assert found["play_count"] == plays.height
    assert found["viewer_count"] == views["viewer_key"].fill_null("nobody").n_unique()
    assert found["watch_hours"] == pytest.approx(views["play_seconds"].sum() / 3600)
    assert found["bounced_count"] == plays["is_bounced"].sum()
    assert found["completion_ratio"] == (known["is_completed"].mean() if known.height else None)


def test_curve_is_that_of_real_plays_where_there_are_any(data_dir: Path) -> None:
    publish_full(data_dir)
    view, curves = view_of(data_dir, FIRST_DAY, LAST_DAY), full_frames()["agg_title_retention"]
    for title, is_simulated in (("title-01", False), ("title-13", True)):
        expected = curves.filter(col("title_key") == key_of(title), col("is_simulated") == is_simulated)
        found = view.frame(queries.titles.RETENTION, title_key=key_of(title))
        assert found["absolute_ratio"].to_list() == expected.sort("step_number")["absolute_ratio"].to_list()
        assert found["is_simulated"].unique().to_list() == [is_simulated]


def test_page_shows_the_title_of_the_url_and_its_largest_falls(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("title", title="Title 06")
    assert not app.exception
    steps = full_frames()["agg_title_retention"].filter(
        col("title_key") == key_of("title-06"), ~col("is_simulated"), col("drop_rank") <= charts.MARKED_DROPS
    )
    shown = app.dataframe[0].value
    assert shown["drop_ratio"].to_list() == steps.sort("drop_rank")["drop_ratio"].to_list()
    assert shown["position"].to_list()[0] == formats.clock(steps.sort("drop_rank")["position_seconds"][0])


def test_a_title_of_a_library_shows_the_heat_that_the_library_tells(
    open_page: OpenPage, data_dir: Path
) -> None:
    publish_full(data_dir)
    assert "Heat in the library" in texts_of(open_page("title", title="Title 05"))
    assert "Heat in the library" not in texts_of(open_page("title", title="Title 06"))
    found = view_of(data_dir, FIRST_DAY, LAST_DAY).frame(
        queries.library.HEATMAP_OF_TITLE, title_key=key_of("title-05")
    )
    assert found["watched_ratio"].to_list() == pytest.approx([1 - number / 10 for number in range(10)])


def test_live_titles_have_no_curve(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("title", title="Title 04")
    assert "No retention curve for this title" in texts_of(app)
    assert metrics_of(app)["Viewers"] != "0"


def test_curves_of_a_few_plays_are_not_shown(open_page: OpenPage, data_dir: Path) -> None:
    frames = full_frames()
    few = frames["agg_title_retention"].with_columns(
        *(pl.lit(None, pl.Float64).alias(f"{form}_ratio") for form in ("absolute", "unique", "heat", "drop")),
        play_count=pl.lit(4, pl.Int64),
        is_suppressed=True,
    )
    publish(data_dir, frames | {"agg_title_retention": few})
    app = open_page("title", title="Title 06")
    assert "4 plays so far" in texts_of(app)
    assert not app.get("vega_lite_chart")
