"""`watchhouse`: the operator's command line. Commands live beside; here they are put together."""

import sys

import typer
from pydantic import ValidationError

from app.snapshot import SnapshotError
from dashboards.server import PortTakenError
from ingestion.errors import WatchhouseError
from orchestration.cli import admin, channels, data, imports, inspect, installation, load, providers, serve
from orchestration.processes import StartError

app = typer.Typer(
    name="watchhouse",
    help="A self-hosted warehouse that joins what video providers deliver with what viewers got.",
    epilog="Start with: watchhouse demo",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
for command in (*load.COMMANDS, *serve.COMMANDS, *data.COMMANDS, *inspect.COMMANDS, *installation.COMMANDS):
    app.command()(command)
for name, named_command in (*imports.COMMANDS, *admin.COMMANDS):
    app.command(name)(named_command)
app.add_typer(providers.app)
app.add_typer(channels.app)


def main() -> None:
    """Run a command; tell known errors in one plain message and exit with 1 (2 for wrong settings)."""
    try:
        app()
    except ValidationError as error:
        faults = [f"  WATCHHOUSE_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors() if e["loc"]]
        sys.stderr.write("These settings are wrong:\n" + "\n".join(faults) + "\n")
        raise SystemExit(2) from None
    except (WatchhouseError, SnapshotError, StartError, PortTakenError, OSError) as error:
        sys.stderr.write(f"watchhouse: {error}\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
