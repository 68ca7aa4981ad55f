"""Commands that serve: the API, the dashboards, or everything together."""

import signal
import time
from contextlib import suppress

from app.settings import Settings
from orchestration.cli.options import DataDir, Host, Port, read_settings
from orchestration.console import console
from orchestration.home import prepare_home
from orchestration.processes import Server, StartError, require_free_ports, wait_until_up
from orchestration.servers import api_server, dagster_server, dashboards_server

_START_SECONDS = 120.0


def api(port: Port = None, host: Host = None, data_dir: DataDir = None) -> None:
    """Serve the API and collect events.

    Example: `watchhouse api --port 8000`
    """
    from app.server import serve

    settings = read_settings(data_dir, api_port=port, host=host)
    prepare_home(settings)
    serve(settings)


def dashboards(port: Port = None, host: Host = None, data_dir: DataDir = None) -> None:
    """Serve the dashboards.

    Example: `watchhouse dashboards --port 8501`
    """
    from dashboards.server import serve

    settings = read_settings(data_dir, dashboards_port=port, host=host)
    prepare_home(settings)
    serve(settings)


def up(data_dir: DataDir = None) -> None:
    """Serve everything: Dagster's webserver and daemon, the API and the dashboards; Ctrl-C stops it.

    Example: `WATCHHOUSE_API_PORT=8080 watchhouse up`
    """
    settings = read_settings(data_dir)
    require_server_ports(settings)
    prepare_home(settings)
    run_until_stopped(all_servers(settings), settings)


COMMANDS = (api, dashboards, up)


def all_servers(settings: Settings) -> list[Server]:
    """The three servers of an installation."""
    return [api_server(settings), dashboards_server(settings), dagster_server(settings)]


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


def run_until_stopped(servers: list[Server], settings: Settings) -> None:
    """Start what is not started, tell the addresses, and stop all on Ctrl-C, SIGTERM or a server's end."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for server in servers:
            if server.process is None:
                server.start()
        wait_until_up(servers, timeout_seconds=_START_SECONDS)
        print_addresses(settings)
        watch(servers)
    except KeyboardInterrupt:
        console.print("\nStopping …")
    finally:
        stop_all(servers)


def print_addresses(settings: Settings) -> None:
    """Tell where each page is."""
    base = f"http://{settings.host}"
    console.print(f"\n  Dagster     {base}:{settings.dagster_port}")
    console.print(f"  API         {base}:{settings.api_port}/docs")
    console.print(f"  Dashboards  {base}:{settings.dashboards_port}")
    console.print("\nCtrl-C stops everything.")


def watch(servers: list[Server]) -> None:
    """Return only by KeyboardInterrupt; raise StartError when a server ends by itself."""
    while True:
        for server in servers:
            if server.has_stopped():
                raise StartError(f"{server.name} has stopped; see {server.log_path}")
        time.sleep(0.5)


def stop_all(servers: list[Server]) -> None:
    """Stop every server, even when Ctrl-C is pressed again."""
    with suppress(KeyboardInterrupt):
        for server in servers:
            if server.process is not None and not server.has_stopped():
                server.process.terminate()
    for server in servers:
        server.stop()
