"""Run the servers of an installation together, until Ctrl-C, SIGTERM or the end of one of them."""

import signal
import time
from collections.abc import Sequence
from contextlib import suppress

from app.auth import ensure_token
from app.settings import Settings
from orchestration.console import console
from orchestration.processes import Server, StartError, require_free_ports, wait_until_up

_START_SECONDS = 120.0


def require_server_ports(settings: Settings) -> None:
    """Raise StartError when a port of the three servers is taken."""
    require_free_ports(
        settings.host,
        {
            "WATCHHOUSE_DAGSTER_PORT": settings.dagster_port,
            "WATCHHOUSE_API_PORT": settings.api_port,
            "WATCHHOUSE_DASHBOARDS_PORT": settings.dashboards_port,
        },
    )


def stop_on_signals() -> None:
    """Let SIGTERM and a closed terminal do what Ctrl-C does, so that no child process is left.

    SIGINT as well: a process that a script started in the background has it ignored.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def tell_token(settings: Settings) -> None:
    """Make the API's read token when there is none, and show it this once (never in a log)."""
    token = ensure_token(settings)
    if token is not None:
        console.print(f"\nRead token of the API, shown this once: [bold]{token}[/bold]\n")


def start_all(servers: Sequence[Server]) -> None:
    """Start the servers that are not started, and wait until all answer. Raises StartError."""
    for server in servers:
        if server.process is None:
            server.start()
    wait_until_up(servers, timeout_seconds=_START_SECONDS)


def run_until_stopped(servers: Sequence[Server], settings: Settings) -> None:
    """Start what is not started, tell the addresses and wait; stop everything at the end.

    Raises StartError when a server does not start, or ends by itself.
    """
    try:
        start_all(servers)
        _tell_addresses(settings)
        _watch(servers)
    except KeyboardInterrupt:
        console.print("\nStopping …")
    finally:
        stop_all(servers)


def stop_all(servers: Sequence[Server]) -> None:
    """Stop every server, all asked at once; Ctrl-C pressed again does not leave one behind."""
    for server in servers:
        server.ask_to_stop()
    for server in servers:
        with suppress(KeyboardInterrupt):
            server.stop()


def _tell_addresses(settings: Settings) -> None:
    base = f"http://{settings.host}"
    console.print(f"\n  Dashboards  {base}:{settings.dashboards_port}")
    console.print(f"  Dagster     {base}:{settings.dagster_port}")
    console.print(f"  API         {base}:{settings.api_port}/docs")
    console.print("\nCtrl-C stops everything.")


def _watch(servers: Sequence[Server]) -> None:
    while True:
        for server in servers:
            if server.has_stopped():
                raise StartError(f"{server.name} has stopped; see {server.log_path}")
        time.sleep(0.5)
