"""The whole project over an empty lake and over a small one whose numbers are known."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.contracts import mart_schemas
from tests.support.lake import at, stream_key, write_lake
from tests.support.warehouse import DbtError, query, run_dbt


def test_an_empty_lake_gives_every_mart_without_rows(empty_warehouse: Path) -> None:
    for mart in mart_schemas():
        assert query(empty_warehouse, "select * from query_table(?)", [mart]) == [], mart


def test_marts_have_the_columns_of_their_contracts(empty_warehouse: Path) -> None:
    for mart, schema in mart_schemas().items():
        columns = query(empty_warehouse, f"describe {mart}")
        assert [column["column_name"] for column in columns] == list(schema), mart


def test_freshness_of_an_empty_lake_is_no_error(empty_warehouse: Path) -> None:
    run_dbt(empty_warehouse, "source", "freshness")


def test_bad_rows_fail_the_build(tmp_path: Path) -> None:
    row = {"sync_id": "same", "started_at": at(0), "finished_at": at(1)}
    write_lake(tmp_path, {"catalog_syncs": [row, row]})
    with pytest.raises(DbtError, match="unique_stg_catalog_syncs_sync_id"):
        run_dbt(tmp_path, "build", "--select", "stg_catalog_syncs", "--exclude-resource-type", "unit_test")


def test_catalog_changes_leave_out_the_baseline(small_warehouse: Path) -> None:
    changes = query(
        small_warehouse, "select change_type, stream_key, old_value, new_value from fct_catalog_changes"
    )
    assert {
        (c["change_type"], c["stream_key"].rstrip("0"), c["old_value"], c["new_value"]) for c in changes
    } == {
        ("renamed", "news", "News (720p)", "News HD"),
        ("moved", "sport", "http://origin.example/sport.m3u8", "http://other.example/sport.m3u8"),
        ("removed", "old", "old", None),
        ("added", "fresh", None, "fresh"),
    }


def test_streams_know_when_they_were_seen(small_warehouse: Path) -> None:
    rows = query(small_warehouse, "select * from dim_streams")
    streams = {row["stream_key"].rstrip("0"): row for row in rows}
    assert set(streams) == {"news", "sport", "old", "fresh", "film"}
    assert streams["old"]["last_seen_at"] == at(6 * 3600)
    assert streams["old"]["removed_at"] == at(18 * 3600)
    assert not streams["old"]["is_listed"]
    assert (streams["news"]["channel_id"], streams["sport"]["channel_id"]) == ("news.uk", "alpha:sport")
    assert (streams["news"]["last_status"], streams["sport"]["last_status"]) == ("up", "blocked")
    assert streams["film"]["channel_id"] is None


def test_providers_are_counted(small_warehouse: Path) -> None:
    [alpha] = query(small_warehouse, "select * from dim_providers where provider_id = 'alpha'")
    counts = {name: value for name, value in alpha.items() if name.endswith("_count")}
    assert counts == {
        "entry_count": 3,
        "stream_count": 3,
        "channel_count": 3,
        "programme_count": 3,
        "accepted_sync_count": 3,
        "rejected_sync_count": 1,
    }


def test_channels_know_their_guide(small_warehouse: Path) -> None:
    [news] = query(small_warehouse, "select * from dim_channels where channel_id = 'news.uk'")
    assert (news["channel_name"], news["country_code"]) == ("News HD", "uk")
    assert (news["has_guide"], news["programme_count"]) == (True, 2)
    matched = query(small_warehouse, "select channel_id from fct_programmes where is_matched")
    assert {row["channel_id"] for row in matched} == {"news.uk"}


def test_an_outage_becomes_an_incident(small_warehouse: Path) -> None:
    [incident] = query(small_warehouse, "select * from fct_incidents")
    assert incident["stream_key"] == stream_key("news")
    assert (incident["opened_at"], incident["closed_at"]) == (at(900), at(1800))
    assert (incident["first_reason"], incident["duration_seconds"]) == ("timeout", 900.0)


def test_uptime_is_weighted_by_time(small_warehouse: Path) -> None:
    """Good for 900 s, bad for 900 s, good for 900 s and then for one interval of 900 s."""
    [news] = query(
        small_warehouse, "select * from agg_stream_health_daily where stream_key = ?", [stream_key("news")]
    )
    assert (news["good_seconds"], news["bad_seconds"]) == (2700.0, 900.0)
    assert news["uptime_ratio"] == pytest.approx(0.75)
    assert news["observed_ratio"] == pytest.approx(1)
    assert news["max_ttfb_ms"] == 3500.0
    [hour] = query(small_warehouse, "select * from agg_provider_hourly")
    assert (hour["stream_count"], hour["active_stream_count"], hour["failed_stream_count"]) == (2, 1, 0)
    assert (hour["check_count"], hour["ok_check_count"], hour["failed_check_count"]) == (5, 3, 1)


def _view(warehouse: Path, session: str) -> dict[str, Any]:
    [view] = query(warehouse, "select * from fct_views where session_id = ?", [session])
    return view


def test_a_film_played_to_the_end(small_warehouse: Path) -> None:
    view = _view(small_warehouse, "s1")
    assert (view["startup_ms"], view["play_seconds"], view["paused_seconds"]) == (1000.0, 100.0, 10.0)
    assert (view["rebuffer_count"], view["rebuffer_seconds"]) == (1, 2.0)
    assert view["rebuffer_ratio"] == pytest.approx(2 / 102)
    assert (view["coverage_ratio"], view["is_completed"], view["has_ended"]) == (1.0, True, True)
    assert (view["event_count"], view["has_clock_fault"], view["is_simulated"]) == (7, False, False)


def test_a_live_view_has_no_coverage(small_warehouse: Path) -> None:
    view = _view(small_warehouse, "s2")
    assert (view["play_seconds"], view["content_type"], view["channel_id"]) == (30.0, "live", "news.uk")
    assert view["coverage_ratio"] is view["content_seconds"] is view["unique_content_seconds"] is None


def test_a_simulated_failure_says_so(small_warehouse: Path) -> None:
    view = _view(small_warehouse, "s3")
    assert (view["is_simulated"], view["device_type"], view["country_code"]) == (True, "tv", "de")
    assert (view["is_play"], view["is_start_failure"], view["error_code"]) == (False, True, "E1")


def test_cmcd_without_a_start_takes_the_players_own_time(small_warehouse: Path) -> None:
    view = _view(small_warehouse, "s4")
    assert (view["startup_ms"], view["rebuffer_count"], view["play_seconds"]) == (700.0, 0, 12.0)


def test_one_viewer_with_two_views_counts_once(small_warehouse: Path) -> None:
    [minute] = query(
        small_warehouse,
        "select * from agg_concurrency_minutely where scope = 'all' order by minute_at limit 1",
    )
    assert (minute["minute_at"], minute["is_simulated"]) == (at(0), True)
    assert (minute["peak_view_count"], minute["peak_viewer_count"]) == (3, 2)


def test_audience_and_titles_of_the_day(small_warehouse: Path) -> None:
    days = query(small_warehouse, "select * from agg_audience_daily where not is_simulated")
    assert {row["view_date"] for row in days} == {date(2026, 11, 1)}
    assert sum(row["view_count"] for row in days) == 3
    [film] = query(
        small_warehouse, "select * from agg_title_daily where content_title = 'Film' and not is_simulated"
    )
    assert (film["view_count"], film["completable_count"], film["completed_count"]) == (2, 1, 1)
    [score] = query(small_warehouse, "select * from agg_viewer_engagement_daily where viewer_key = 'v1'")
    assert score["engagement_score"] == pytest.approx(10 + 10 * 130 / 3600 + 2 * 3 + 15)


def test_what_cannot_be_taken_in_is_counted(small_warehouse: Path) -> None:
    rejects = query(
        small_warehouse, "select source, provider_id, reason, reject_count from agg_rejects_daily"
    )
    assert {tuple(row.values()) for row in rejects} == {
        ("catalog", "alpha", "no_url", 1),
        ("events", None, "missing_field", 1),
        ("events", None, "no_session_id", 1),
        ("events", None, "too_far_ahead", 1),
    }
