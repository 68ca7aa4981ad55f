"""`watchhouse import`: plays that another media server has recorded."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from orchestration.cli.options import DataDir, read_settings
from orchestration.console import console
from orchestration.home import prepare_data


class Server(StrEnum):
    """Media servers whose exports can be read."""

    JELLYFIN = "jellyfin"
    TAUTULLI = "tautulli"


def import_plays(
    server: Annotated[Server, typer.Argument(help="The server that wrote the export")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The export")],
    zone: Annotated[
        str, typer.Option(help="Time zone of times that name none, such as Europe/Berlin")
    ] = "UTC",
    data_dir: DataDir = None,
) -> None:
    """Import the plays that Jellyfin's Playback Reporting or Tautulli recorded; the same file only once.

    Example: `watchhouse import jellyfin PlaybackReportingBackup.tsv --zone Europe/Berlin`
    """
    from orchestration.importing import import_file

    settings = read_settings(data_dir)
    prepare_data(settings)
    done = import_file(settings, server.value, file, zone=_zone(zone))
    if not done.is_new:
        console.print(f"{file.name} was imported before: nothing changed")
        return
    console.print(
        f"{done.play_count:,} plays as {done.event_count:,} events; {done.capped_count:,} cut to what is "
        f"believable, {done.reject_count:,} rows in quarantine; `watchhouse publish` shows them"
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise typer.BadParameter(f"{name!r} is no time zone", param_hint="--zone") from error


COMMANDS = (("import", import_plays),)
