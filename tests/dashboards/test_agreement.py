"""The dashboards' totals and those of the API's summary are two queries: here they give the same numbers."""

from datetime import date
from pathlib import Path

import pytest

from app.queries import summary
from app.settings import Settings
from app.snapshot import SnapshotStore
from dashboards import queries
from dashboards.data import Row, View
from dashboards.filters import Filters
from tests.support.playback_rows import FIRST_DAY, LAST_DAY, PROVIDER_IDS
from tests.support.snapshots import publish_full

_SHARED = (
    "view_count",
    "play_count",
    "viewer_count",
    "watch_hours",
    "peak_viewer_count",
    "completable_count",
    "completion_ratio",
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
    publish_full(data_dir)
    snapshot = SnapshotStore(Settings().published_dir).current()
    assert snapshot is not None
    theirs = snapshot.query(
        summary.TOTALS,
        {
            "first_date": days[0],
            "last_date": days[1],
            "provider_id": provider,
            "content_type": None,
            "organizer_id": None,
            "is_simulated": None,
        },
    ).row(0, named=True)
    ours = _totals(View(snapshot, Filters(*days, (provider,) if provider else ())))
    for name in _SHARED:
        assert ours[name] == pytest.approx(theirs[name]), name


def _totals(view: View) -> Row:
    playback = view.row(queries.playback.SUMMARY) | view.row(queries.playback.PEAK)
    return playback | view.row(queries.health.SUMMARY)
