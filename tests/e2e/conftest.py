"""The demo, run once for all tests that look at it."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.settings import Settings
from app.snapshot import Snapshot, SnapshotStore
from tests.e2e.commands import HOST, Running, free_ports, started
from tests.support.browser import running_browser

_PORTS = ("api_port", "dashboards_port", "dagster_port", "origin_port", "panel_port")
_DEMO_SECONDS = 480.0
_STOP_SECONDS = 60.0


@dataclass
class Demo:
    """A demo that serves, or has served: its process, folder and ports, and the token that it printed."""

    running: Running
    data_dir: Path
    ports: dict[str, int]
    token: str
    started_on: date

    def address(self, server: str) -> str:
        """Base address of a server: api, dashboards, dagster."""
        return f"http://{HOST}:{self.ports[f'{server}_port']}"

    def stop(self) -> int:
        """Press Ctrl-C, where it still runs; the exit code."""
        if self.running.process.poll() is None:
            self.running.process.send_signal(signal.SIGINT)
        return self.running.process.wait(timeout=_STOP_SECONDS)

    def snapshot(self) -> Snapshot:
        """The snapshot that readers see now."""
        snapshot = SnapshotStore(Settings(data_dir=self.data_dir).published_dir).current()
        assert snapshot is not None
        return snapshot


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo on a fresh folder, once it has told its addresses."""
    data_dir = tmp_path_factory.mktemp("demo") / "data"
    ports = dict(zip(_PORTS, free_ports(len(_PORTS)), strict=True))
    today = datetime.now(UTC).date()
    with started(data_dir, "demo", **ports) as running:
        running.wait_for("Ctrl-C stops everything", timeout_seconds=_DEMO_SECONDS)
        token = running.wait_for(r"shown this once:\s+(\S+)")[1]
        yield Demo(running, data_dir, ports, token, today)


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A browser for one test: while Playwright runs, nothing else can run an event loop in its thread."""
    with running_browser() as browser:
        yield browser
