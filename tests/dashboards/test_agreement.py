"""The dashboards' totals and those of the API's summary are two queries: here they give the same numbers."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from app.queries import summary
from app.settings import Settings
from app.snapshot import SnapshotStore
from dashboards import queries
from dashboards.data import Row, View
from dashboards.filters import Filters
from tests.support.measured import mixed_frames
from tests.support.playback_rows import FIRST_DAY, LAST_DAY, PROVIDER_IDS
from tests.support.snapshots import full_frames, publish

_SHARED = (
    "view_count",
    "play_count",
    "viewer_count",
    "watch_hours",
    "peak_viewer_count",
    "completable_count",
    "completion_ratio",
    "covered_view_count",
    "rebuffer_ratio",
    "failure_ratio",
    "startup_count",
    "p50_startup_ms",
    "p95_startup_ms",
    "uptime_ratio",
    "open_incident_count",
)
_AFTER = date(LAST_DAY.year + 1, 1, 1)


@pytest.mark.parametrize("provider", [None, *PROVIDER_IDS])
@pytest.mark.parametrize("days", [(FIRST_DAY, LAST_DAY), (FIRST_DAY, FIRST_DAY), (_AFTER, _AFTER)])
def test_totals_agree_with_the_api(data_dir: Path, days: tuple[date, date], provider: str | None) -> None:
    publish(data_dir, mixed_frames())
    filters = Filters(*days, (provider,) if provider else ())
    ours, theirs = _totals(filters), _api_totals(filters)
    for name in _SHARED:
        assert ours[name] == pytest.approx(theirs[name]), name


def test_both_leave_out_the_stream_days_without_uptime(data_dir: Path) -> None:
    """Every stream is all down on the last day, and too little of it was observed to tell."""
    health = full_frames()["agg_stream_health_daily"]
    is_sparse = pl.col("check_date") == LAST_DAY
    sparse = health.with_columns(
        good_seconds=pl.when(is_sparse).then(0.0).otherwise("good_seconds"),
        bad_seconds=pl.when(is_sparse).then("observed_seconds").otherwise("bad_seconds"),
        uptime_ratio=pl.when(~is_sparse).then("uptime_ratio"),
    )
    publish(data_dir, {**full_frames(), "agg_stream_health_daily": sparse})
    shown = health.filter(~is_sparse & pl.col("uptime_ratio").is_not_null())
    good, observed = (float(shown[name].sum()) for name in ("good_seconds", "observed_seconds"))
    filters = Filters(FIRST_DAY, LAST_DAY, ())
    assert _totals(filters)["uptime_ratio"] == pytest.approx(good / observed)
    assert _api_totals(filters)["uptime_ratio"] == pytest.approx(good / observed)
    assert _api_totals(filters)["observed_seconds"] == observed


def _view(filters: Filters) -> View:
    snapshot = SnapshotStore(Settings().published_dir).current()
    assert snapshot is not None
    return View(snapshot, filters)


def _api_totals(filters: Filters) -> Row:
    provider = filters.providers[0] if filters.providers else None
    parameters = {
        "first_date": filters.start,
        "last_date": filters.end,
        "provider_id": provider,
        "content_type": None,
        "organizer_id": None,
        "is_simulated": None,
    }
    return _view(filters).snapshot.query(summary.TOTALS, parameters).row(0, named=True)


def _totals(filters: Filters) -> Row:
    view = _view(filters)
    playback = view.row(queries.playback.SUMMARY) | view.row(queries.playback.PEAK)
    return playback | view.row(queries.health.SUMMARY)
