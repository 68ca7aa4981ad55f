"""Start the dashboards: Streamlit's own server with the settings of Watchhouse."""

import os
import socket
import sys
from pathlib import Path

from app.settings import Settings

SCRIPT = Path(__file__).with_name("streamlit_app.py")


class PortTakenError(Exception):
    """Another program listens on the port; the text says what to do."""


def build_command(host: str, port: int) -> list[str]:
    """The command that serves the dashboards; everything else stands in `.streamlit/config.toml`."""
    return [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(SCRIPT),
        f"--server.address={host}",
        f"--server.port={port}",
    ]


def free_port(host: str, port: int) -> int:
    """The port if it is free, or any free one for port 0. Raises PortTakenError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(
                f"port {port} on {host} cannot be used ({error.strerror}): free it, or choose another one "
                "with --port or WATCHHOUSE_DASHBOARDS_PORT"
            ) from error
        chosen: int = probe.getsockname()[1]
        return chosen


def serve(settings: Settings, port: int | None = None) -> None:
    """Become the server of the dashboards, on `settings.dashboards_port` unless a port is given.

    Never returns: this process turns into Streamlit's, which ends with SIGINT or SIGTERM. Raises
    PortTakenError before that.
    """
    chosen = free_port(settings.host, settings.dashboards_port if port is None else port)
    environment = {**os.environ, "WATCHHOUSE_DATA_DIR": str(settings.data_dir)}
    command = build_command(settings.host, chosen)
    os.execve(command[0], command, environment)  # noqa: S606 - our own interpreter, no shell
