"""What all tests share: no network beyond loopback, a data folder of their own, and a loud summary."""

import socket
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from tests.support import browser, postgres

_LIBRARIES = ("dagster", "dbt-core", "dbt-duckdb", "duckdb", "polars", "pandera", "streamlit", "fastapi")
_NEEDS = {
    "browser": ("Chromium (apt-get install chromium)", browser.find_chromium),
    "postgres": ("PostgreSQL's server (apt-get install postgresql)", postgres.find_programs),
}


def pytest_report_header() -> str:
    return "libraries: " + ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = {mark: name for mark, (name, find) in _NEEDS.items() if find() is None}
    for item in items:
        for mark, name in missing.items():
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"needs {name}"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in red what was not tested, and why: a skipped test is easily overlooked."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.items():
        terminalreporter.write_line(f"NOT TESTED: {count} of the tests: {reason}", red=True, bold=True)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection of this process that leaves the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder that the environment names, and no setting from outside."""
    folder = tmp_path / "data"
    for name in Settings.model_fields:
        monkeypatch.delenv(f"WATCHHOUSE_{name.upper()}", raising=False)
    monkeypatch.setenv("WATCHHOUSE_DATA_DIR", str(folder))
    monkeypatch.setenv("DAGSTER_HOME", str(folder / "dagster"))
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "yes")
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    yield folder


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    """Settings of the test's own data folder."""
    return Settings()


def _is_loopback(host: str) -> bool:
    return host in ("localhost", "::1", "") or host.startswith("127.")
