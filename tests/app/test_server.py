"""The API as a process of its own, as operators run it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.support.snapshots import publish_full

START = "from app.server import serve; from app.settings import Settings; serve(Settings())"


@contextmanager
def _process(data_dir: Path, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "WATCHHOUSE_DATA_DIR": str(data_dir),
        "WATCHHOUSE_API_PORT": str(port),
        "PYTHONWARNINGS": "error::ResourceWarning",
    }
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-c", START], env=environment, stderr=output)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(log.read_text())


def test_a_server_shows_its_token_once_and_serves(data_dir: Path, tmp_path: Path) -> None:
    snapshot_id = publish_full(data_dir)
    log = tmp_path / "first.log"
    with _process(data_dir, 0, log) as process:
        address = _address(log, process)
        token = re.search(r"^\| ([\w-]{43}) +\|$", log.read_text(), flags=re.MULTILINE)
        assert token is not None, log.read_text()
        with httpx2.Client(base_url=address, headers={"Authorization": f"Bearer {token[1]}"}) as client:
            page = client.get("/v1/views?limit=1")
            assert page.json()["snapshot_id"] == snapshot_id
            assert "Server" not in page.headers
            assert client.head("/v1/views?limit=1").headers["ETag"] == page.headers["ETag"]
            assert client.get(page.json()["next_url"]).status_code == 200
            assert client.get("/health").json()["status"] == "ok"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)
    assert "Traceback" not in log.read_text()
    second = tmp_path / "second.log"
    with _process(data_dir, 0, second) as process:
        assert httpx2.get(f"{_address(second, process)}/health").status_code == 200
    assert "token" not in second.read_text()
    assert token[1] not in second.read_text()
    assert not any(token[1].encode() in f.read_bytes() for f in data_dir.rglob("*") if f.is_file())


def test_a_taken_port_is_told_plainly(data_dir: Path, tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with _process(data_dir, port, log) as process:
            assert process.wait(30) == 1
    assert log.read_text().splitlines() == [
        f"port {port} of 127.0.0.1 is taken: choose another with --port or WATCHHOUSE_API_PORT"
    ]


def test_an_address_that_is_not_ours_is_told_plainly(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WATCHHOUSE_HOST", "192.0.2.1")
    log = tmp_path / "server.log"
    with _process(data_dir, 0, log) as process:
        assert process.wait(30) == 1
    assert log.read_text().startswith("cannot listen on 192.0.2.1 port 0: ")
