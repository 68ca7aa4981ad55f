"""The demo's providers: real samples put into the data folder, and the settings that name them."""

import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.settings import Settings
from ingestion.errors import SettingsError
from ingestion.landing import write_atomically
from orchestration.demo.bunny_library import ACCESS_KEY, LIBRARY_ID
from orchestration.demo.panel_login import PASSWORD, USERNAME
from orchestration.demo.sources import LIBRARY
from orchestration.matching import REFERENCE_FILE
from orchestration.servers import LOOPBACK

SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"
TAKEN_UP_WITHIN = timedelta(hours=12)
PLAYLIST_DATES = ("2026-05-31", "2026-06-20")
HISTORY_PROVIDER = "iptv-org-history"
ORIGIN_PROVIDER = "demo-origin"
PLAYLIST_PROVIDER = "iptv-org"
LIBRARY_PROVIDER = "demo-library"
OTHER_PROVIDERS = (HISTORY_PROVIDER, ORIGIN_PROVIDER, "demo-panel", LIBRARY_PROVIDER, "demo-folder")
_MARK = "# Written by `watchhouse demo`, and again by each demo on this data folder."
_GUIDES = (
    "epg.tmacaraibes.com/content.xml",
    "epgshare01.online/content.xml.gz",
    "nzxmltv.com/content.xml",
    "vantagetv.ee/content.xml",
)
_CLIP = Path(__file__).parent.parent.parent / "app" / "static" / "demo-clip.mp4"
_VIDEOS = (
    "Films/Harbour at Dawn (2021).mp4",
    "Films/Night Trains (1958) 1080p.mp4",
    "Series/Tide Tables/Tide Tables S01E01 Ebb.mp4",
    "Series/Tide Tables/Tide Tables S01E02 Flow.mp4",
)


def put_playlists(settings: Settings, published_on: str) -> None:
    """Make the playlists of one date what the provider serves now."""
    target = _playlists(settings)
    target.mkdir(parents=True, exist_ok=True)
    for playlist in _published(published_on):
        shutil.copyfile(playlist, target / playlist.name)


def put_videos(settings: Settings) -> None:
    """Fill the demo's folder of video files: one clip under several names."""
    for video in _VIDEOS:
        target = _videos(settings) / video
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_CLIP, target)


def put_channel_list(settings: Settings) -> None:
    """Give the matching of channels its list, where the operator has none."""
    if not (target := settings.data_dir / REFERENCE_FILE).exists():
        shutil.copyfile(SAMPLES / "catalog" / "iptv-org" / "database-channels-subset.csv", target)


def write_providers(settings: Settings) -> None:
    """Write the demo's provider settings; the history ends the day before it was first loaded.

    Raises SettingsError over settings that are not the demo's.
    """
    path = settings.providers_path
    if path.exists() and not path.read_text().startswith(_MARK):
        raise SettingsError(
            [f"{path} holds providers of your own: give the demo another folder with WATCHHOUSE_DATA_DIR"]
        )
    text = _TEMPLATE.format(
        mark=_MARK,
        playlists=_as_list(_playlists(settings) / path.name for path in _published(PLAYLIST_DATES[0])),
        guides=_as_list(SAMPLES / "catalog" / "xmltv" / guide for guide in _GUIDES),
        history=(SAMPLES / "health" / "stream_status_daily.csv.gz").as_uri(),
        days=(SAMPLES / "health" / "days.csv").as_uri(),
        history_ends_on=(_loaded_on(settings) - timedelta(days=1)).isoformat(),
        origin=f"http://{LOOPBACK}:{settings.origin_port}",
        host=LOOPBACK,
        panel=f"http://{LOOPBACK}:{settings.panel_port}",
        username=USERNAME,
        password=PASSWORD,
        library=LIBRARY,
        library_id=LIBRARY_ID,
        access_key=ACCESS_KEY,
        folder=_videos(settings),
    )
    write_atomically(path, lambda temporary: temporary.write_text(text))


def is_loaded(settings: Settings) -> bool:
    """Whether the samples and the simulated viewers are in this data folder already."""
    return _marker(settings).exists()


def mark_loaded(settings: Settings) -> None:
    """Remember that they are, and since when."""
    today = _loaded_on(settings).isoformat()
    write_atomically(_marker(settings), lambda temporary: temporary.write_text(today))


def put_playlists_once(settings: Settings, published_on: str, sync: Callable[[], None]) -> None:
    """Serve the playlists of a date and `sync` them, unless a loading that was cut off did so before.

    Going back to an earlier date would be changes of the catalog.
    """
    done = _marker(settings).with_name(f"synced-{published_on}")
    if not done.exists():
        put_playlists(settings, published_on)
        sync()
        done.touch()


def watched_until(settings: Settings, now: datetime) -> datetime:
    """The end of what the demo's viewers watch (aware), the same for a loading that was cut off and the next.

    So the events that are sent again are those that are there already. Long after there is a new end, for
    the collector believes no capture that is much older.
    """
    path = _marker(settings).with_name("watched-until")
    known = datetime.fromisoformat(path.read_text()) if path.exists() else None
    if known is not None and now - known < TAKEN_UP_WITHIN:
        return known
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, lambda temporary: temporary.write_text(now.isoformat()))
    return now


def _loaded_on(settings: Settings) -> date:
    if is_loaded(settings):
        return date.fromisoformat(_marker(settings).read_text())
    return datetime.now(UTC).date()


def _marker(settings: Settings) -> Path:
    return settings.data_dir / "demo" / "loaded"


def _published(published_on: str) -> list[Path]:
    return sorted((SAMPLES / "catalog" / "iptv-org" / published_on).glob("*.m3u"))


def _playlists(settings: Settings) -> Path:
    return settings.data_dir / "demo" / "iptv-org"


def _videos(settings: Settings) -> Path:
    return settings.data_dir / "demo" / "videos"


def _as_list(paths: Iterable[Path]) -> str:
    return ",\n".join(f'  "{path.as_uri()}"' for path in sorted(paths))


_TEMPLATE = """{mark}

[[providers]]
id = "iptv-org"
name = "iptv-org, ten countries"
kind = "m3u"
urls = [
{playlists},
]
guide_urls = [
{guides},
]

[[providers]]
id = "iptv-org-history"
name = "iptv-org, daily status 2022-2023"
kind = "status_history"
history_url = "{history}"
days_url = "{days}"
end_date = {history_ends_on}

[[providers]]
id = "demo-origin"
name = "Loopback streams of the demo"
kind = "m3u"
urls = ["{origin}/playlist.m3u"]

[providers.probe]
enabled = true
level = 2
allowed_hosts = ["{host}"]
max_per_host = 10
spacing_seconds = 0
stale_min_seconds = 3

[[providers]]
id = "demo-panel"
name = "Xtream panel of the demo"
kind = "xtream"
panel_url = "{panel}"
username = "{username}"
password = "{password}"

[[providers]]
id = "demo-library"
name = "Video library of the demo"
kind = "bunny"
api_url = "{origin}{library}"
library_id = "{library_id}"
access_key = "{access_key}"
request_spacing_seconds = 0

[[providers]]
id = "demo-folder"
name = "Video files of the demo"
kind = "folder"
folder = "{folder}"
"""
