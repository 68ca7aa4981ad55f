"""Every page on no snapshot, an empty one and a full one."""

from pathlib import Path

import polars as pl
import pytest

from dashboards import formats
from tests.dashboards.conftest import PAGES, OpenPage, metrics_of, texts_of
from tests.support.snapshots import FULL_TOTALS, full_frames, publish, publish_empty, publish_full

_KEY_METRICS = {
    "overview": ("Views", formats.count(FULL_TOTALS["view_count"])),
    "audience": ("Viewers", formats.count(FULL_TOTALS["viewer_count"])),
    "title": ("Completion", "33.3%"),
    "viewers": ("Known viewers", "17"),
    "live": ("Peak viewers", formats.count(FULL_TOTALS["peak_viewer_count"])),
    "ads": ("Ad completion", "80.0%"),
    "quality": ("Startup, p95", formats.milliseconds(FULL_TOTALS["p95_startup_ms"])),
    "explorer": ("Startup (ms), median", formats.milliseconds(FULL_TOTALS["p50_startup_ms"])),
    "streams": ("Stream uptime", formats.percent(FULL_TOTALS["uptime_ratio"])),
    "catalog": ("Listed streams", formats.count(FULL_TOTALS["stream_count"])),
    "channels": ("On several providers", "3"),
    "catalog_titles": ("Titles on several providers", "1"),
    "changes": ("Changes", "36"),
    "guide": ("Programme on now", "50.0%"),
    "matching": ("Matched streams", "60.0%"),
    "scorecard": ("Good syncs, 30 days", "100.0%"),
    "pipeline": ("Rejected syncs", "1"),
}
_EMPTY_STATES = {
    "overview": "No playback events yet",
    "audience": "EVENT_CONTRACT.md",
    "title": "No playback events yet",
    "viewers": "No known viewers yet",
    "live": "No playback events yet",
    "ads": "No ad views yet",
    "quality": "No playback events yet",
    "explorer": "No playback events yet",
    "view": "No playback events yet",
    "anomalies": "No playback events yet",
    "streams": "watchhouse probe",
    "catalog": "providers.toml",
    "channels": "providers.toml",
    "catalog_titles": "No movies or series yet",
    "changes": "No changes yet",
    "guide": "No guides yet",
    "matching": "No live streams to match yet",
    "scorecard": "providers.toml",
    "pipeline": "No providers yet",
}


@pytest.mark.parametrize("page", PAGES)
def test_without_a_snapshot_pages_say_how_to_make_one(open_page: OpenPage, page: str) -> None:
    app = open_page(page)
    assert not app.exception
    assert "make build" in texts_of(app)
    assert not app.metric


@pytest.mark.parametrize("page", PAGES)
def test_empty_snapshot_says_what_to_do_next(open_page: OpenPage, data_dir: Path, page: str) -> None:
    publish_empty(data_dir)
    app = open_page(page)
    assert not app.exception
    assert _EMPTY_STATES[page] in texts_of(app)


@pytest.mark.parametrize("page", ["catalog", "channels", "scorecard"])
def test_without_providers_pages_lead_to_the_page_and_to_the_file(
    open_page: OpenPage, data_dir: Path, page: str
) -> None:
    publish_empty(data_dir)
    app = open_page(page)
    [link] = app.get("page_link")
    assert (link.proto.label, link.proto.page) == ("Add a provider", "providers")
    assert "`providers.toml`" in texts_of(app)


@pytest.mark.parametrize("page", _KEY_METRICS)
def test_full_snapshot_shows_the_expected_number(open_page: OpenPage, data_dir: Path, page: str) -> None:
    publish_full(data_dir)
    app = open_page(page)
    assert not app.exception
    label, value = _KEY_METRICS[page]
    assert metrics_of(app)[label] == value
    assert f"Includes {FULL_TOTALS['simulated_view_count']} simulated views" in texts_of(app)


def test_overview_agrees_with_the_rows_of_the_snapshot(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    assert metrics_of(open_page("overview")) == {
        "Views": formats.count(FULL_TOTALS["view_count"]),
        "Watch time": formats.hours(FULL_TOTALS["play_seconds"] / 3600),
        "Viewers": formats.count(FULL_TOTALS["viewer_count"]),
        "Peak viewers": formats.count(FULL_TOTALS["peak_viewer_count"]),
        "Completion": formats.percent(FULL_TOTALS["completion_ratio"]),
        "Startup, median": formats.milliseconds(FULL_TOTALS["p50_startup_ms"]),
        "Rebuffering": formats.percent(FULL_TOTALS["rebuffer_ratio"]),
        "Failures": formats.percent(FULL_TOTALS["failure_ratio"]),
        "Telemetry loss": formats.percent(_telemetry_loss()),
        "Viewers covered": "100.0%",
        "Stream uptime": formats.percent(FULL_TOTALS["uptime_ratio"]),
        "Open incidents": formats.count(FULL_TOTALS["open_incident_count"]),
    }


def _telemetry_loss() -> float:
    views = full_frames()["fct_views"]
    lost, received = (int(views[name].sum()) for name in ("lost_event_count", "event_count"))
    return lost / (lost + received)


def test_every_metric_has_its_definition_and_every_chart_a_description(
    open_page: OpenPage, data_dir: Path
) -> None:
    publish_full(data_dir)
    for page in PAGES:
        app = open_page(page)
        assert all(metric.help for metric in app.metric), page
        assert all(chart.proto.alt for chart in app.get("vega_lite_chart")), page
        assert app.get("vega_lite_chart") or page == "view"


def test_rates_of_few_views_are_not_shown(open_page: OpenPage, data_dir: Path) -> None:
    views = full_frames()["fct_views"].filter(pl.col("is_play")).head(formats.LEAST_COUNT - 1)
    publish(data_dir, full_frames() | {"fct_views": views})
    shown = metrics_of(open_page("quality"))
    assert shown["Startup, median"] == formats.TOO_FEW
    assert shown["Failures"] == formats.TOO_FEW


def test_no_notice_where_no_view_is_simulated(open_page: OpenPage, data_dir: Path) -> None:
    views = full_frames()["fct_views"].filter(~pl.col("is_simulated"))
    publish(data_dir, full_frames() | {"fct_views": views})
    assert "simulated" not in texts_of(open_page("overview"))


def test_new_snapshot_is_noticed_on_the_next_run(open_page: OpenPage, data_dir: Path) -> None:
    publish_empty(data_dir)
    app = open_page("overview")
    assert not app.metric
    publish_full(data_dir)
    assert metrics_of(app.run())["Views"] == formats.count(FULL_TOTALS["view_count"])


def test_unreadable_snapshot_is_said_without_a_stack(open_page: OpenPage, data_dir: Path) -> None:
    folder = data_dir / "published" / publish_full(data_dir)
    (folder / "manifest.json").unlink()
    app = open_page("overview")
    assert not app.exception
    assert "watchhouse rollback" in texts_of(app)
