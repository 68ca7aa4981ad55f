from typing import Any

import polars as pl
import pytest
from polars import col
from starlette.testclient import TestClient

from tests.support.snapshots import DATA_UNTIL, FULL_TOTALS, full_frames

NOTHING = {"snapshot_id": None, "built_at": None, "data_until": None, "totals": None}


def _totals(client: TestClient, query: str = "") -> dict[str, Any]:
    response = client.get(f"/v1/summary?{query}")
    assert response.status_code == 200, response.text
    totals: dict[str, Any] = response.json()["totals"]
    return totals


def test_without_a_snapshot_there_are_no_totals(unpublished: TestClient) -> None:
    assert unpublished.get("/v1/summary").json() == NOTHING


def test_of_an_empty_snapshot_counts_are_zero_and_ratios_unknown(empty: TestClient) -> None:
    totals = _totals(empty)
    unknown = {name for name, value in totals.items() if value is None}
    assert unknown == {
        "completion_ratio",
        "covered_ratio",
        "failure_ratio",
        "p50_startup_ms",
        "p95_startup_ms",
        "rebuffer_ratio",
        "simulated_ratio",
        "telemetry_loss_ratio",
        "uptime_ratio",
    }
    assert {value for name, value in totals.items() if name not in unknown} == {0}


def test_totals_of_everything_are_the_hand_counted_ones(full: TestClient) -> None:
    totals = _totals(full)
    assert {name: totals[name] for name in FULL_TOTALS} == pytest.approx(FULL_TOTALS)
    assert totals["watch_hours"] == pytest.approx(FULL_TOTALS["play_seconds"] / 3600)
    assert totals["checked_stream_count"] == 21
    assert full.get("/v1/summary").json()["data_until"] == f"{DATA_UNTIL.isoformat()}Z"


def test_a_range_counts_its_days_and_its_viewers_once(full: TestClient) -> None:
    totals = _totals(full, "from=2026-09-02&to=2026-09-03")
    views = full_frames()["fct_views"].filter(
        col("started_date").is_between(pl.date(2026, 9, 2), pl.date(2026, 9, 3))
    )
    assert totals["view_count"] == views.height == 60
    assert totals["viewer_count"] == 17 + 2
    assert totals["p95_startup_ms"] == views["startup_ms"].quantile(0.95, "linear")
    assert totals["observed_seconds"] == 23 * 2 * 86400


def test_days_outside_the_data_count_nothing(full: TestClient) -> None:
    totals = _totals(full, "from=2030-01-01")
    assert (totals["view_count"], totals["peak_viewer_count"], totals["uptime_ratio"]) == (0, 0, None)
    assert totals["stream_count"] == FULL_TOTALS["stream_count"]


@pytest.mark.parametrize("provider_id", ["alpha", "beta", "gamma"])
def test_a_provider_has_its_own_totals(full: TestClient, provider_id: str) -> None:
    totals = _totals(full, f"provider_id={provider_id}")
    frames = {
        name: f.filter(col("provider_id") == provider_id)
        for name, f in full_frames().items()
        if "provider_id" in f
    }
    peaks = full_frames()["agg_concurrency_minutely"].filter(
        col("scope") == "provider", col("scope_key") == provider_id
    )
    assert totals["view_count"] == frames["fct_views"].height
    assert totals["peak_view_count"] == peaks["peak_view_count"].max()
    assert totals["provider_count"] == 1
    assert totals["stream_count"] == 7
    assert totals["open_incident_count"] == int(provider_id == "beta")


@pytest.mark.parametrize("query", ["is_simulated=false", "content_type=movie", "organizer_id=organizer-0"])
def test_peaks_are_unknown_where_concurrency_is_not_kept_apart(full: TestClient, query: str) -> None:
    name, _, value = query.partition("=")
    totals = _totals(full, query)
    chosen = ~col(name) if value == "false" else col(name) == value
    assert totals["view_count"] == full_frames()["fct_views"].filter(chosen).height
    assert totals["peak_view_count"] is totals["peak_viewer_count"] is None


@pytest.mark.parametrize(
    "query", ["from=x", "to=2026-13-01", "from=2026-09-02&to=2026-09-01", "limit=5", "provider=a"]
)
def test_wrong_parameters_are_refused(full: TestClient, query: str) -> None:
    assert full.get(f"/v1/summary?{query}").status_code == 422
