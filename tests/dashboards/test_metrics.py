"""Tiles: what they show where there is little or nothing."""

import pytest

from dashboards import metrics
from dashboards.metrics.tile import Row, Tile

_NOTHING: Row = {
    "view_count": 0,
    "play_count": 0,
    "viewer_count": 0,
    "watch_hours": 0.0,
    "peak_viewer_count": None,
    "is_whole": False,
    "completable_count": 0,
    "completion_ratio": None,
    "startup_count": 0,
    "p50_startup_ms": None,
    "p95_startup_ms": None,
    "covered_view_count": 0,
    "playing_count": 0,
    "rebuffer_ratio": None,
    "failure_ratio": None,
    "exit_ratio": None,
    "viewer_day_count": 0,
    "engagement_score": None,
}


def test_counts_of_nothing_are_zero_and_unknown_peaks_are_a_dash() -> None:
    assert metrics.playback.views(_NOTHING, _NOTHING, []).value == "0"
    assert metrics.playback.viewers(_NOTHING, _NOTHING).note is None
    assert metrics.playback.peak_viewers(_NOTHING, _NOTHING, []).value == "—"


@pytest.mark.parametrize(
    "tile",
    [
        metrics.playback.completion(_NOTHING),
        metrics.playback.engagement(_NOTHING),
        metrics.playback.hours_per_viewer(_NOTHING),
        metrics.quality.median_startup(_NOTHING),
        metrics.quality.slow_startup(_NOTHING),
        metrics.quality.rebuffering(_NOTHING),
        metrics.quality.failures(_NOTHING),
        metrics.quality.early_exits(_NOTHING),
    ],
    ids=lambda tile: tile.label,
)
def test_rates_of_nothing_are_too_few_and_say_their_n(tile: Tile) -> None:
    assert (tile.value, tile.note) == ("too few", "n = 0")


def test_guide_coverage_is_a_census() -> None:
    row = {"channel_count": 2, "guided_channel_count": 1}
    assert metrics.catalog.guide_coverage(row).value == "50.0%"
    assert metrics.catalog.guide_coverage({"channel_count": 0, "guided_channel_count": 0}).value == "—"


def test_change_needs_whole_days_before() -> None:
    now = {**_NOTHING, "view_count": 150}
    before = {**_NOTHING, "view_count": 100}
    assert metrics.playback.views(now, before, []).change is None
    assert metrics.playback.views(now, {**before, "is_whole": True}, []).change == "+50.0%"
