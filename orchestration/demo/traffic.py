"""The demo's viewers: captured sessions of real players, and a month of simulated ones, over HTTP."""

import time
from datetime import UTC, datetime

from app.settings import Settings
from app.spool import SpoolFolder
from ingestion.landing import RawStore
from ingestion.simulation.plan import SimulationPlan
from ingestion.simulation.simulate import plan_views
from orchestration.console import Steps
from orchestration.demo.library_counts import counts_file, write_counts
from orchestration.demo.replay import replay_beacons, replay_captures
from orchestration.demo.samples import LIBRARY_PROVIDER, PLAYLIST_PROVIDER, SAMPLES, watched_until
from orchestration.processes import StartError
from orchestration.simulate import SendError, read_catalogue, send_to_collector

DAYS, EVENTS = 30, 200_000
_SEAL_SECONDS = 30.0


def send_traffic(settings: Settings, steps: Steps) -> None:
    """Send everything to the collector of this installation, and wait until it is ready to be landed.

    The demo's library gets to know what of its titles was played.

    Raises SendError when the collector refuses, StartError when it does not close its segments.
    """
    collector = f"http://{settings.host}:{settings.api_port}"
    now = watched_until(settings, datetime.now(UTC))
    steps.begin("captured sessions of hls.js, shaka, dash.js and mux-embed")
    for replayed in (
        replay_captures(SAMPLES / "cmcd", collector, end_at=now),
        replay_beacons(SAMPLES / "mux", collector),
    ):
        if replayed.refused_count:
            raise SendError(f"{collector} refused {replayed.refused_count} of {replayed.request_count} posts")
    steps.begin(f"{DAYS} days of simulated viewers")
    plan = SimulationPlan(now.replace(tzinfo=None), days=DAYS, event_count=EVENTS)
    catalogue = read_catalogue(RawStore(settings.raw_dir), providers=[PLAYLIST_PROVIDER, LIBRARY_PROVIDER])
    send_to_collector(plan, catalogue, collector, on_progress=steps.progress)
    played = plan_views(plan, catalogue).filter(provider_id=LIBRARY_PROVIDER)
    write_counts(counts_file(settings.data_dir), played)
    _wait_until_sealed(SpoolFolder(settings.spool_dir))


def _wait_until_sealed(spool: SpoolFolder) -> None:
    deadline = time.monotonic() + _SEAL_SECONDS
    while any(segment.stat().st_size for segment in spool.open.glob("*.ndjson")):
        if time.monotonic() > deadline:
            raise StartError(f"the collector does not close its segments in {spool.open}")
        time.sleep(0.2)
