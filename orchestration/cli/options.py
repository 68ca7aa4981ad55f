"""Options that commands share, and the settings they make."""

import os
import pwd
from pathlib import Path
from typing import Annotated, Any

import typer

from app.settings import Settings

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Data folder; else WATCHHOUSE_DATA_DIR, else ./data", show_default=False),
]
Host = Annotated[
    str | None, typer.Option("--host", help="Address to listen on; else WATCHHOUSE_HOST", show_default=False)
]
Port = Annotated[
    int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on", show_default=False)
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, max=64, help="Processes; else WATCHHOUSE_API_WORKERS", show_default=False
    ),
]
ProviderId = Annotated[str | None, typer.Argument(help="One provider's id; all when left out")]

SnapshotId = Annotated[str | None, typer.Argument(help="A snapshot's id; see `watchhouse status`")]


def read_settings(data_dir: Path | None, **overrides: object) -> Settings:
    """Settings from the environment, what the command line gives put over them."""
    given: dict[str, Any] = {name: value for name, value in overrides.items() if value is not None}
    if data_dir is not None:
        given["data_dir"] = data_dir
    return Settings(**given)


def account_name() -> str:
    """The account that a command runs under; its number where it has no name, as in some containers."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
