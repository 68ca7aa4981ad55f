"""Watchhouse as operators run it: child processes with data folders, settings and ports of their own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import psutil

HOST = "127.0.0.1"
Found = TypeVar("Found")
_COMMAND = (sys.executable, "-m", "orchestration.cli.main")
_FINISH_SECONDS = 400.0


class Running:
    """A started command: its process, the leader of a group of its own, and what it has written."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self.log = log

    def wait_for(self, pattern: str, *, timeout_seconds: float = 180.0) -> re.Match[str]:
        """The first place of the output that matches; fails when the command ends, or takes too long."""

        def search() -> re.Match[str] | None:
            has_ended = self.process.poll() is not None
            found = re.search(pattern, self.log.read_text())
            assert found or not has_ended, f"ended without {pattern!r}:\n{self.log.read_text()}"
            return found

        return wait_until(search, what=f"{pattern!r} in {self.log}", timeout_seconds=timeout_seconds)

    def kill(self) -> None:
        """SIGKILL to the command and everything in its group."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def environment(data_dir: Path, **settings: object) -> dict[str, str]:
    """The environment of a command: a data folder, the settings given, and no other setting."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("WATCHHOUSE_")}
    named = {f"WATCHHOUSE_{name.upper()}": str(value) for name, value in settings.items()}
    folders = {"WATCHHOUSE_DATA_DIR": str(data_dir), "DAGSTER_HOME": str(data_dir / "dagster")}
    return {
        **outside,
        "COLUMNS": "200",
        "NO_COLOR": "1",
        "DAGSTER_DISABLE_TELEMETRY": "yes",
        **folders,
        **named,
    }


def watchhouse(data_dir: Path, *arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, from a folder that is not the checkout's."""
    return run([*_COMMAND, *arguments], data_dir, **settings)


def run(command: list[str], data_dir: Path, **settings: object) -> subprocess.CompletedProcess[str]:
    """Run any program to its end in the environment of a data folder."""
    return subprocess.run(
        command,
        cwd=data_dir.parent,
        env=environment(data_dir, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=_FINISH_SECONDS,
    )


@contextmanager
def started(data_dir: Path, *arguments: str, **settings: object) -> Iterator[Running]:
    """Start a command; whatever it has started is killed at the end."""
    log = data_dir.with_name(f"{data_dir.name}-{arguments[0]}.log")
    with _interruptible(), log.open("wb") as output:
        process = subprocess.Popen(
            [*_COMMAND, *arguments],
            cwd=data_dir.parent,
            env=environment(data_dir, **settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Running(process, log)
    finally:
        process.kill()
        for left in processes_of(data_dir):
            left.kill()
        process.wait()


def processes_of(data_dir: Path) -> list[psutil.Process]:
    """Every living process that was started for a data folder."""

    def belongs(process: psutil.Process) -> bool:
        try:
            is_alive = process.status() != psutil.STATUS_ZOMBIE
            return is_alive and process.environ().get("WATCHHOUSE_DATA_DIR") == str(data_dir)
        except psutil.Error:
            return False

    return [process for process in psutil.process_iter() if process.pid != os.getpid() and belongs(process)]


def free_ports(count: int) -> list[int]:
    """Different ports that are free at this moment."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def wait_until(look: Callable[[], Found | None], *, what: str, timeout_seconds: float = 180.0) -> Found:
    """What `look` finds, once it does."""
    deadline = time.monotonic() + timeout_seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"no {what} within {timeout_seconds:.0f} s"
        time.sleep(0.02)
    return found


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let children react to SIGINT, which they inherit as ignored where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
