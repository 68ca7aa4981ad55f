"""Start the servers as child processes, wait until they answer, and stop them together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_STOP_SECONDS = 15.0
_KILL_SECONDS = 5.0


class StartError(Exception):
    """A server that cannot start; the text says what to do."""


@dataclass
class Server:
    """One child process: its command, where it listens and the address that tells it is up."""

    name: str
    command: Sequence[str]
    port: int
    health_url: str
    environment: Mapping[str, str]
    log_path: Path
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the process in a group of its own, its output in the log file."""
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log_path, "ab", opener=_for_owner_alone) as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def has_stopped(self) -> bool:
        """Whether the process has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def answers(self) -> bool:
        """Whether the health address answers at all."""
        try:
            with urllib.request.urlopen(self.health_url, timeout=2):  # noqa: S310 - loopback
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def ask_to_stop(self) -> None:
        """Ask the process to end, and do not wait."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        """Ask the process to end; when it has, or after 15 seconds, kill what is left of its group.

        Returns when all of them are gone: a killed process lives until its memory is given back.
        """
        if self.process is None:
            return
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(_STOP_SECONDS)
        left = _members(self.process.pid)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        psutil.wait_procs(left, _KILL_SECONDS)
        self.process.wait()


def require_free_ports(host: str, ports: Mapping[str, int]) -> None:
    """Raise StartError naming every port that is taken, and the setting that moves it."""
    taken = [
        f"port {port} is taken: set {setting} to another one"
        for setting, port in ports.items()
        if not _is_free(host, port)
    ]
    if taken:
        raise StartError("\n".join(taken))


def free_port(host: str) -> int:
    """A port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_up(servers: Sequence[Server], *, timeout_seconds: float) -> None:
    """Wait until every server answers. Raises StartError, with the log's end, when one does not."""
    deadline = time.monotonic() + timeout_seconds
    waiting = list(servers)
    while waiting:
        for server in list(waiting):
            if server.has_stopped() or time.monotonic() > deadline:
                raise StartError(
                    f"{server.name} did not start; the end of {server.log_path}:\n{_tail(server)}"
                )
            if server.answers():
                waiting.remove(server)
        time.sleep(0.1)


def python_command(module: str, *arguments: str) -> list[str]:
    """A command that runs a module with this interpreter."""
    return [sys.executable, "-m", module, *arguments]


def _members(group: int) -> list[psutil.Process]:
    """The living processes of a group."""

    def belongs(process: psutil.Process) -> bool:
        try:
            return os.getpgid(process.pid) == group
        except ProcessLookupError:
            return False

    return [process for process in psutil.process_iter() if belongs(process)]


def _for_owner_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _tail(server: Server, lines: int = 20) -> str:
    text = server.log_path.read_text(errors="replace") if server.log_path.exists() else ""
    return "\n".join(text.splitlines()[-lines:])
