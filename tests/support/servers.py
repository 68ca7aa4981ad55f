"""The API as a process of its own, started as operators start it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START = "from app.server import serve; from app.settings import Settings; serve(Settings())"


@contextmanager
def api_process(data_dir: Path, log: Path, **settings: object) -> Iterator[subprocess.Popen[bytes]]:
    """The process, its standard error in `log`; killed at the end where it still runs."""
    named = {f"WATCHHOUSE_{name.upper()}": str(value) for name, value in settings.items()}
    environment = {**os.environ, "WATCHHOUSE_DATA_DIR": str(data_dir), "WATCHHOUSE_API_PORT": "0", **named}
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-c", START], env=environment, stderr=output)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for_address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """The address that the process wrote to its log, once it did."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(log.read_text())
