"""The pages of the catalog: channels, titles, streams, guides and scorecards against the rows."""

from pathlib import Path

import polars as pl
import pytest
from polars import col

from dashboards import formats, queries
from tests.dashboards.conftest import OpenPage, metrics_of, texts_of, view_of
from tests.support.playback_rows import FIRST_DAY, LAST_DAY, key_of
from tests.support.snapshots import full_frames, publish, publish_full


def test_a_channel_s_streams_come_in_the_order_to_try_with_reasons(
    open_page: OpenPage, data_dir: Path
) -> None:
    publish_full(data_dir)
    app = open_page("channels", channel="channel-1", provider="alpha")
    expected = full_frames()["agg_channel_backups"].filter(col("channel_id") == "channel-1")
    shown = app.dataframe[1].value
    assert list(shown["stream_key"]) == expected.sort("backup_rank")["stream_key"].to_list()
    assert list(shown["explanation"]) == expected["explanation"].to_list()
    assert set(shown["match_method"]) == {"exact_name"}
    assert "No channel of this id" in texts_of(open_page("channels", channel="nobody's"))


def test_channels_are_those_of_the_chosen_providers_country_and_guide(
    open_page: OpenPage, data_dir: Path
) -> None:
    publish_full(data_dir)
    app = open_page("channels", provider="beta")
    assert metrics_of(app)["Listed channels"] == "5"
    assert set(app.dataframe[0].value["channel_id"]) == {
        *(f"channel-{number}" for number in range(3)),
        *(f"beta:channel-{number}" for number in (3, 4)),
    }
    chosen = open_page("channels", channel_country="DE", channel_guide="With a guide")
    assert list(chosen.dataframe[0].value["channel_id"]) == ["channel-0"]


def test_names_are_shown_as_they_are_not_as_markdown(open_page: OpenPage, data_dir: Path) -> None:
    channels = full_frames()["dim_channels"].with_columns(
        channel_name=pl.lit("![x](http://elsewhere.example/x.png) **TV**")
    )
    publish(data_dir, full_frames() | {"dim_channels": channels})
    headings = [one.value for one in open_page("channels", channel="channel-1").subheader]
    assert formats.verbatim("![x](http://elsewhere.example/x.png) **TV**") in headings
    assert not any("](" in heading for heading in headings)


def test_a_stream_s_history_is_newest_first(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    shown = open_page("catalog", stream_key=key_of("beta/1")).dataframe[-1].value
    assert list(shown["change_reason"]) == ["renamed", "listed"]
    assert list(shown["stream_name"]) == ["Beta live 1", "Old name"]


def test_removed_streams_can_be_looked_for(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("catalog", streams="Removed", stream_type="episode")
    removed = full_frames()["dim_streams"].filter(~col("is_listed"))["stream_key"].to_list()
    assert sorted(app.dataframe[1].value["stream_key"]) == sorted(removed)


def test_a_series_shows_its_seasons_each_before_its_episodes(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("catalog_titles", title_key=key_of("series/A Series"), titles="Series")
    assert list(app.dataframe[0].value["title_name"]) == ["A Series"]
    assert list(app.dataframe[1].value["title_name"]) == ["A Series", "Pilot", "Second"]
    assert list(app.dataframe[1].value["title_type"]) == ["season", "episode", "episode"]
    of_episode = open_page("catalog_titles", title_key=key_of("episode/Pilot"))
    assert len(of_episode.dataframe[1].value) == 3
    assert "no seasons" in texts_of(open_page("catalog_titles", title_key=key_of("movie/A Film")))
    assert "No title of this key" in texts_of(open_page("catalog_titles", title_key="x"))


def test_titles_are_narrowed_by_year(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    assert list(open_page("catalog_titles", title_year="2001").dataframe[0].value["title_name"]) == ["A Film"]


def test_guides_show_what_is_stale_and_what_was_revised(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("guide", guide="Stale", revision="retimed", revision_search="programme 2")
    sources, coverage, revisions = (one.value for one in app.dataframe)
    assert (list(sources["provider_id"]), list(sources["stale_count"])) == (["alpha"], [1])
    assert list(coverage["channel_id"]) == ["channel-of-nobody"]
    assert set(revisions["moved_minutes"]) == {30.0}
    assert len(revisions) == 9
    assert metrics_of(app)["Next 24 hours"] == formats.percent(17 / 24 / 2)


def test_a_provider_without_guides_leaves_nothing(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    assert "Nothing matches these filters" in texts_of(open_page("guide", provider="beta"))


def test_a_scorecard_shows_the_account_where_there_is_one(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    beta, alpha = (open_page("scorecard", scorecard=f"{name.title()} ({name})") for name in ("beta", "alpha"))
    assert metrics_of(beta)["Account ends"] == "1 Oct 2026"
    assert metrics_of(beta)["Connections"] == "1"
    assert "Connections by day" in texts_of(beta)
    assert metrics_of(alpha)["Account ends"] == formats.NOTHING
    assert "Connections by day" not in texts_of(alpha)
    assert "Reconciliation" not in texts_of(alpha)


def test_defects_now_are_those_of_the_newest_sync(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    shown = open_page("scorecard", scorecard="Gamma (gamma)").dataframe[1].value
    newest = (
        full_frames()["fct_catalog_defects"].filter(col("provider_id") == "gamma").sort("synced_at").tail(1)
    )
    assert list(shown["defect_count"]) == newest["defect_count"].to_list() == [10]
    assert list(shown["change_count"]) == newest["change_count"].to_list()


def test_reconciliation_shows_what_differs_first(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("scorecard", scorecard="Gamma (gamma)")
    rows = full_frames()["agg_reconciliation_daily"]
    assert metrics_of(app)["Reconciled"] == formats.percent(rows["is_within_tolerance"].mean())  # type: ignore[arg-type]
    shown = app.dataframe[-1].value
    assert list(shown["is_within_tolerance"])[:3] == [False, False, True]
    assert len(shown) == rows.height
    assert "Heatmap" not in texts_of(app)


def test_a_library_is_compared_as_a_whole_by_day(data_dir: Path) -> None:
    publish_full(data_dir)
    view = view_of(data_dir, FIRST_DAY, LAST_DAY)
    found = view.frame(queries.library.TOTALS_DAILY, provider_id="gamma")
    rows = full_frames()["agg_library_daily"].sort("view_date")
    assert found["day"].to_list() == rows["view_date"].to_list()
    assert found["own_view_count"].to_list() == rows["own_view_count"].to_list()
    assert view.frame(queries.library.TOTALS_DAILY, provider_id="alpha").is_empty()


def test_a_library_whose_videos_were_not_asked_for_is_compared_all_the_same(
    open_page: OpenPage, data_dir: Path
) -> None:
    frames = full_frames()
    publish(data_dir, frames | {"agg_reconciliation_daily": frames["agg_reconciliation_daily"].clear()})
    shown = texts_of(open_page("scorecard", scorecard="Gamma (gamma)"))
    assert "Views by day, there and here" in shown
    assert "Reconciliation" not in shown


def test_a_video_of_the_library_shows_its_heatmap(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("scorecard", scorecard="Gamma (gamma)", video="title-05")
    assert not app.exception
    assert "Heatmap" in texts_of(app)
    found = view_of(data_dir, FIRST_DAY, LAST_DAY).frame(
        queries.library.HEATMAP, provider_id="gamma", item_id="title-05"
    )
    assert found["watched_ratio"].to_list() == pytest.approx([1 - number / 10 for number in range(10)])
    assert found["from_ratio"].to_list() == pytest.approx([number / 10 for number in range(10)])
    assert found["until_ratio"].to_list()[-1] == 1


def test_a_video_without_a_heatmap_says_so(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("scorecard", scorecard="Gamma (gamma)", video="title-11")
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == len(
        open_page("scorecard", scorecard="Gamma (gamma)").get("vega_lite_chart")
    )
