"""The lock of a provider, with real processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingestion.syncing.locks import SyncBusyError, provider_lock

HOLDER = """
import sys, time
from pathlib import Path
from ingestion.syncing.locks import provider_lock
with provider_lock(Path(sys.argv[1]), "p"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    """A process that holds the lock of provider p until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_another_process_has_to_wait_and_is_told(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    try:
        started = time.monotonic()
        with (
            pytest.raises(SyncBusyError, match="another sync of p is running"),
            provider_lock(tmp_path, "p", wait_seconds=0.3),
        ):
            pytest.fail("two hold the lock")
        assert 0.3 <= time.monotonic() - started < 5
        with provider_lock(tmp_path, "other", wait_seconds=0.3):
            pass
    finally:
        end(holder)


def test_a_killed_owner_leaves_no_lock(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    end(holder)
    with provider_lock(tmp_path, "p", wait_seconds=0.3):
        pass


def test_the_next_one_gets_it(tmp_path: Path) -> None:
    for _ in range(2):
        with provider_lock(tmp_path, "p", wait_seconds=0.3):
            pass
