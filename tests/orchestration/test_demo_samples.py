"""A loading of the demo that was cut off is taken up again, and brings nothing twice."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.settings import Settings
from orchestration.demo import samples
from orchestration.servers import origin_server, panel_server

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


def test_the_sources_of_the_demo_are_on_loopback_wherever_the_other_servers_listen(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, host="192.0.2.7")
    for server in (origin_server(settings), panel_server(settings)):
        assert "127.0.0.1" in server.command
        assert server.health_url.startswith("http://127.0.0.1:")
    samples.write_providers(settings)
    written = settings.providers_path.read_text()
    assert written.count("http://127.0.0.1:") == 3
    assert "192.0.2.7" not in written
