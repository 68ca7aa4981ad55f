"""A loading of the demo that was cut off is taken up again, and brings nothing twice."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.settings import Settings
from orchestration.demo import samples

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


def test_viewers_watch_until_the_same_time_again(settings: Settings) -> None:
    assert samples.watched_until(settings, NOW) == NOW
    assert samples.watched_until(settings, NOW + timedelta(hours=11)) == NOW
    later = NOW + timedelta(hours=13)
    assert samples.watched_until(settings, later) == later
    assert samples.watched_until(settings, later + timedelta(hours=1)) == later


def test_playlists_of_a_date_are_synced_once(settings: Settings) -> None:
    synced: list[str] = []
    for _ in range(2):
        for published_on in samples.PLAYLIST_DATES:
            samples.put_playlists_once(settings, published_on, lambda: synced.append("once"))
    assert len(synced) == len(samples.PLAYLIST_DATES)


def test_a_sync_that_failed_is_made_again(settings: Settings) -> None:
    def fail() -> None:
        raise RuntimeError("no sync")

    synced: list[str] = []
    with pytest.raises(RuntimeError, match="no sync"):
        samples.put_playlists_once(settings, "2026-05-31", fail)
    samples.put_playlists_once(settings, "2026-05-31", lambda: synced.append("once"))
    assert synced == ["once"]
