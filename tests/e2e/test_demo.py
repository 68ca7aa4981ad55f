"""`watchhouse demo` on a fresh data folder, as a newcomer runs it: everything served, then Ctrl-C.

The tests stand in the order in which they happen; the last one stops the demo.
"""

import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
from playwright.sync_api import Browser, expect

from dashboards import formats
from orchestration.demo.bunny_library import ACCESS_KEY
from orchestration.demo.panel_login import PASSWORD
from orchestration.demo.samples import OTHER_PROVIDERS, PLAYLIST_PROVIDER
from orchestration.processes import require_free_ports
from tests.e2e.commands import HOST, processes_of, wait_until
from tests.e2e.conftest import Demo
from tests.e2e.pages import DASHBOARDS, open_dashboard, page_that_stays_here, read_tiles
from tests.support.dagster_client import DagsterClient
from tests.support.secret_search import files_holding

STOP_SECONDS = 20
# Dagster's own clock runs too: at a quarter of an hour it adds runs.
LEAST_RUNS = {"sync_catalog": 7, "check_streams": 2, "build_warehouse": 1}
_RUNS = "{ runsOrError { ... on Runs { results { jobName status tags { key value } } } } }"
_TOTALS = """
    select
        count(*) as view_count,
        sum(is_play::int) as play_count,
        count(distinct viewer_key) + sum((viewer_key is null)::int) as viewer_count,
        sum(play_seconds) as play_seconds,
        sum(play_seconds) / 3600 as watch_hours,
        sum(rebuffer_seconds) filter (where is_covered)
        / sum(rebuffer_seconds + play_seconds) filter (where is_covered) as rebuffer_ratio,
        median(startup_ms) as p50_startup_ms,
        sum((is_play and is_completed and coverage_ratio is not null)::int) as completed_count,
        sum((is_play and coverage_ratio is not null)::int) as completable_count,
        sum((is_covered and (is_start_failure or is_playback_failure))::int) as failed_view_count,
        sum(is_simulated::int) as simulated_view_count
    from '{folder}/fct_views.parquet' where started_date between $first and $last
"""
_PEAK = """
    select max(peak_viewer_count) from '{folder}/agg_concurrency_minutely.parquet'
    where scope = 'all' and minute_at::date between $first and $last
"""
_UPTIME = """
    select sum(good_seconds) / sum(observed_seconds) from '{folder}/agg_stream_health_daily.parquet'
    where check_date between $first and $last and uptime_ratio is not null
"""
_OPEN = "select count(*) from '{folder}/fct_incidents.parquet' where is_open and $first <= $last"


def _read_totals(folder: Path, days: tuple[date, date]) -> dict[str, Any]:
    """The totals by SQL of our own on the snapshot's Parquet files."""

    def fetch(sql: str) -> dict[str, Any]:
        query = duckdb.execute(sql.format(folder=folder), {"first": days[0], "last": days[1]})
        row = query.fetchone()
        assert row is not None
        return dict(zip((column[0] for column in query.description), row, strict=True))

    [peak], [uptime], [incidents] = (fetch(sql).values() for sql in (_PEAK, _UPTIME, _OPEN))
    named = {"peak_viewer_count": peak, "uptime_ratio": uptime, "open_incident_count": incidents}
    return {**fetch(_TOTALS), **named}


def _read_summary(demo: Demo, days: tuple[date, date]) -> dict[str, Any]:
    answer = httpx.get(
        f"{demo.address('api')}/v1/summary",
        params={"from": days[0].isoformat(), "to": days[1].isoformat()},
        headers={"Authorization": f"Bearer {demo.token}"},
    )
    assert answer.status_code == 200, answer.text
    summary: dict[str, Any] = answer.json()
    return summary


def _shown_days(demo: Demo) -> tuple[date, date]:
    """The days that the dashboards show first: the last 30 of the data, which the loading made today's."""
    [row] = demo.snapshot().rows("select max(started_at)::date as last from fct_catalog_syncs")
    last = row["last"]
    assert isinstance(last, date)
    return last - timedelta(days=29), last


def test_everything_ran_through_dagster(demo: Demo) -> None:
    client = DagsterClient(demo.ports["dagster_port"])
    runs = client.query(_RUNS)["runsOrError"]["results"]
    done = Counter(run["jobName"] for run in runs if run["status"] == "SUCCESS")
    assert not [run for run in runs if run["status"] == "FAILURE"]
    assert {job: min(done[job], least) for job, least in LEAST_RUNS.items()} == LEAST_RUNS
    partitions = {tag["value"] for run in runs for tag in run["tags"] if tag["key"] == "dagster/partition"}
    assert partitions == {PLAYLIST_PROVIDER, *OTHER_PROVIDERS}


def test_the_api_is_well(demo: Demo) -> None:
    health = httpx.get(f"{demo.address('api')}/health").json()
    assert (health["status"], health["reasons"]) == ("ok", [])
    assert health["snapshot"]["snapshot_id"] == demo.snapshot().id


def test_reading_takes_the_printed_token(demo: Demo) -> None:
    assert httpx.get(f"{demo.address('api')}/v1/views").status_code == 401
    answer = httpx.get(f"{demo.address('api')}/v1/views", headers={"Authorization": f"Bearer {demo.token}"})
    assert len(answer.json()["items"]) == 100


@pytest.mark.parametrize("day_count", [30, 400])
def test_the_summary_is_what_sql_says(demo: Demo, day_count: int) -> None:
    last = _shown_days(demo)[1]
    days = (last - timedelta(days=day_count - 1), last)
    summary = _read_summary(demo, days)
    totals = _read_totals(demo.data_dir / "published" / summary["snapshot_id"], days)
    assert totals["view_count"] > 5_000
    for name, value in totals.items():
        assert summary["totals"][name] == pytest.approx(value), name


@pytest.mark.browser
def test_the_overview_shows_the_same_numbers(demo: Demo, browser: Browser) -> None:
    totals = _read_summary(demo, _shown_days(demo))["totals"]
    with page_that_stays_here(browser) as page:
        open_dashboard(page, demo.address("dashboards"), "")
        tiles = read_tiles(page)
    assert tiles == {
        "Views": formats.count(totals["view_count"]),
        "Watch time": formats.hours(totals["watch_hours"]),
        "Viewers": formats.count(totals["viewer_count"]),
        "Peak viewers": formats.count(totals["peak_viewer_count"]),
        "Completion": formats.percent(totals["completion_ratio"]),
        "Startup, median": formats.milliseconds(totals["p50_startup_ms"]),
        "Rebuffering": formats.percent(totals["rebuffer_ratio"]),
        "Failures": formats.percent(totals["failure_ratio"]),
        "Telemetry loss": formats.percent(totals["telemetry_loss_ratio"]),
        "Viewers covered": formats.percent(1.0),  # all of the demo's players tell their quality
        "Stream uptime": formats.percent(totals["uptime_ratio"]),
        "Open incidents": formats.count(totals["open_incident_count"]),
    }


@pytest.mark.browser
@pytest.mark.parametrize("path", DASHBOARDS)
def test_a_page_opens_and_says_that_views_are_simulated(demo: Demo, browser: Browser, path: str) -> None:
    simulated = _read_summary(demo, _shown_days(demo))["totals"]["simulated_view_count"]
    with page_that_stays_here(browser) as page:
        open_dashboard(page, demo.address("dashboards"), path)
        expect(page.get_by_text(f"Includes {simulated:,} simulated views")).to_be_visible()


@pytest.mark.browser
def test_dagster_shows_its_assets(demo: Demo, browser: Browser) -> None:
    with page_that_stays_here(browser) as page:
        page.goto(f"{demo.address('dagster')}/asset-groups")
        for group in ("raw", "staging", "intermediate", "marts", "published"):
            expect(page.get_by_text(group, exact=True).first).to_be_visible(timeout=30_000)


@pytest.mark.browser
def test_the_api_documents_itself(demo: Demo, browser: Browser) -> None:
    with page_that_stays_here(browser) as page:
        page.goto(f"{demo.address('api')}/docs")
        expect(page.get_by_text("/v1/summary")).to_be_visible(timeout=30_000)


def test_logins_of_the_demo_stay_in_its_settings_and_secrets(demo: Demo) -> None:
    held = files_holding(demo.data_dir, [PASSWORD, ACCESS_KEY])
    assert held == ["providers.toml", "secrets/streams-demo-panel.json"]


def test_nothing_fails_in_the_logs(demo: Demo) -> None:
    for log in (demo.data_dir / "logs").glob("*.log"):
        assert "Traceback" not in log.read_text(), log


def test_ctrl_c_ends_everything(demo: Demo) -> None:
    assert len(processes_of(demo.data_dir)) > 4
    asked_at = time.monotonic()
    code = demo.stop()
    assert code == 0, demo.running.log.read_text()
    # Python's tracker of shared resources ends by itself when the process that it served is gone.
    wait_until(
        lambda: not processes_of(demo.data_dir),
        what="end of every process",
        timeout_seconds=asked_at + STOP_SECONDS - time.monotonic(),
    )
    require_free_ports(HOST, demo.ports)
