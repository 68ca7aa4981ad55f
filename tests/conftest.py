"""What all tests share: no network beyond loopback, a data folder of their own, and a loud summary."""

import socket
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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = {mark: name for mark, (name, find) in _NEEDS.items() if find() is None}
    not_run: dict[str, int] = {}
    for item in items:
        for mark, name in missing.items():
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"needs {name}"))
                not_run[name] = not_run.get(name, 0) + 1
    config.stash[_NOT_RUN] = not_run


_NOT_RUN = pytest.StashKey[dict[str, int]]()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for name, count in config.stash.get(_NOT_RUN, {}).items():
        terminalreporter.write_line(f"NOT TESTED: {count} tests need {name}", red=True, bold=True)


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
