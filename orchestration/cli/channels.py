"""`watchhouse channels`: decide which channel a name is, or that it is none."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from ingestion.matching.aliases import NO_CHANNEL, Decision
from ingestion.matching.decisions import decide, read_decisions
from orchestration.cli.options import DataDir, account_name, read_settings
from orchestration.console import console
from orchestration.matching import aliases_path

app = typer.Typer(
    name="channels",
    help="""Decide on channels that were not matched, or matched wrongly.

    Example: `watchhouse channels refuse "PPV Event 7"`
    """,
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="Name of the stream, as the provider writes it")]
ChannelId = Annotated[str, typer.Argument(help="Id of the channel, such as `BBCOne.uk`")]
Provider = Annotated[str, typer.Option("--provider", help="For this provider alone; else for all")]
Country = Annotated[str, typer.Option("--country", help="For this country alone (`uk`); else for all")]
By = Annotated[str, typer.Option("--by", help="Who decided; else who runs the command", show_default=False)]
Note = Annotated[str, typer.Option("--note", help="Why")]


@app.command()
def accept(
    name: Name,
    channel_id: ChannelId,
    provider: Provider = "",
    country: Country = "",
    by: By = "",
    note: Note = "",
    data_dir: DataDir = None,
) -> None:
    """A name is this channel, whatever else was found. It counts from the next build on.

    Example: `watchhouse channels accept "BBC 1 London" BBCOne.uk --provider acme`
    """
    _decide(data_dir, Decision(name, provider, country.lower(), channel_id, by, "", note))


@app.command()
def refuse(
    name: Name,
    provider: Provider = "",
    country: Country = "",
    by: By = "",
    note: Note = "",
    data_dir: DataDir = None,
) -> None:
    """A name is none of the known channels: it leaves the review queue. It counts from the next build on.

    Example: `watchhouse channels refuse "PPV Event 7"`
    """
    _decide(data_dir, Decision(name, provider, country.lower(), NO_CHANNEL, by, "", note))


@app.command("list")
def list_decisions(data_dir: DataDir = None) -> None:
    """Show what was decided, oldest first.

    Example: `watchhouse channels list`
    """
    for one in read_decisions(aliases_path(read_settings(data_dir))):
        place = ", ".join(filter(None, (one.provider, one.country))) or "all"
        text = f"{one.name} ({place}) -> {one.channel_id}  {one.decided_by} {one.decided_at} {one.note}"
        console.print(text.rstrip(), markup=False, highlight=False, soft_wrap=True)


def _decide(data_dir: DataDir, decision: Decision) -> None:
    path = aliases_path(read_settings(data_dir))
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    decide(path, decision._replace(decided_at=now, decided_by=decision.decided_by or account_name()))
    console.print(f"Written to {path}", style="dim", soft_wrap=True)
