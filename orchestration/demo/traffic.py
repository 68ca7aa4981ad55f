"""The demo's viewers: captured sessions of real players, and a month of simulated ones, over HTTP."""

from datetime import UTC, datetime

from app.settings import Settings
from orchestration.console import Steps
from orchestration.demo.replay import replay_captures
from orchestration.demo.samples import SAMPLES


def send_traffic(settings: Settings, steps: Steps) -> None:
    """Send everything to the collector of this installation, and wait until it is ready to be landed."""
    collector = f"http://{settings.host}:{settings.api_port}"
    now = datetime.now(UTC)
    steps.begin("captured sessions of hls.js, shaka and dash.js")
    replay_captures(SAMPLES / "cmcd", f"{collector}/analytics/cmcd", end_at=now)
