"""The servers of an installation: what each is started with. Starting and stopping is `processes`."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.settings import Settings
from orchestration.home import process_environment
from orchestration.processes import Server, python_command

LOOPBACK = "127.0.0.1"
"""Where the demo's own sources listen, wherever the other servers do: their logins are no secrets."""

_PROJECT_ROOT = Path(__file__).parent.parent


def api_server(settings: Settings, **extra: str) -> Server:
    """The API and the collector, with settings of its own where given."""
    return _server(
        settings,
        "API",
        python_command("orchestration.cli.main", "api", "--port", str(settings.api_port)),
        settings.api_port,
        "/health",
        extra,
    )


def dashboards_server(settings: Settings) -> Server:
    """The dashboards."""
    return _server(
        settings,
        "dashboards",
        python_command("orchestration.cli.main", "dashboards", "--port", str(settings.dashboards_port)),
        settings.dashboards_port,
        "/_stcore/health",
        {},
    )


def dagster_server(settings: Settings) -> Server:
    """Dagster's webserver and daemon over one code server."""
    workspace = str(_PROJECT_ROOT / "workspace.yaml")
    command = python_command("dagster", "dev", "-w", workspace, "-h", settings.host)
    return _server(
        settings,
        "Dagster",
        [*command, "-p", str(settings.dagster_port)],
        settings.dagster_port,
        "/server_info",
        {},
    )


def origin_server(settings: Settings) -> Server:
    """The loopback streams and library that the demo pulls from."""
    return _server(
        settings,
        "origin",
        python_command(
            "orchestration.demo.sources", LOOPBACK, str(settings.origin_port), str(settings.data_dir)
        ),
        settings.origin_port,
        "/playlist.m3u",
        {},
        host=LOOPBACK,
    )


def panel_server(settings: Settings) -> Server:
    """The Xtream panel that the demo pulls from."""
    return _server(
        settings,
        "panel",
        python_command("orchestration.demo.panel", LOOPBACK, str(settings.panel_port)),
        settings.panel_port,
        "/player_api.php",
        {},
        host=LOOPBACK,
    )


def _server(
    settings: Settings,
    name: str,
    command: Sequence[str],
    port: int,
    health_path: str,
    extra: Mapping[str, str],
    *,
    host: str | None = None,
) -> Server:
    return Server(
        name=name,
        command=command,
        port=port,
        health_url=f"http://{host or settings.host}:{port}{health_path}",
        environment={**os.environ, **process_environment(settings), **extra},
        log_path=settings.data_dir / "logs" / f"{name.lower()}.log",
    )
