"""Commands that move data through Dagster: sync, probe, build, docs."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.settings import Settings
from orchestration.cli.options import DataDir, ProviderId, read_settings
from orchestration.cli.sync_outcomes import tell_syncs
from orchestration.console import console, quiet_steps

if TYPE_CHECKING:
    from orchestration.pipeline import Pipeline, Report

Accept = Annotated[
    bool, typer.Option("--accept", help="Take a list that is implausibly small or empty after all")
]
Replay = Annotated[
    str | None,
    typer.Option(
        "--replay", metavar="SYNC_ID", help="Read kept bodies again, not the provider", show_default=False
    ),
]
FullRefresh = Annotated[
    bool, typer.Option("--full-refresh", help="Build everything anew, not just what is new")
]


def sync(
    provider: ProviderId = None, accept: Accept = False, replay: Replay = None, data_dir: DataDir = None
) -> None:
    """Pull catalogs and guides. A rejected sync changes nothing, says what to do next, and exits with 1.

    Example: `watchhouse sync iptv-org`

    Take a list that shrank, after a look at it: `watchhouse sync iptv-org --accept`

    Read the kept bodies of a sync again: `watchhouse sync iptv-org --replay 20261121T060000000000-1a2b3c4d`
    """
    settings, began_at = read_settings(data_dir), datetime.now(UTC).replace(tzinfo=None)
    if provider is None and (accept or replay):
        raise typer.BadParameter("name the provider that --accept or --replay is for")
    _run(
        settings,
        lambda pipeline, report: pipeline.sync(report, provider, accept=accept, replay=replay),
    )
    if tell_syncs(settings, began_at):
        raise typer.Exit(1)


def probe(provider: ProviderId = None, data_dir: DataDir = None) -> None:
    """Check that streams really play, for the providers that have `probe.enabled`.

    Example: `watchhouse probe`
    """
    _run(read_settings(data_dir), lambda pipeline, report: pipeline.check_streams(report, provider))


def build(data_dir: DataDir = None) -> None:
    """Pull, probe, land events, build and test the warehouse, and publish a snapshot: all of it once.

    Example: `watchhouse build --data-dir /srv/watchhouse`
    """
    _run(read_settings(data_dir), lambda pipeline, report: pipeline.build_everything(report))


def publish(full_refresh: FullRefresh = False, data_dir: DataDir = None) -> None:
    """Land the collector's events, build and test the warehouse, and publish a snapshot.

    A build adds what is new to the last one. Example: `watchhouse publish --full-refresh`
    """
    from orchestration.build_state import begin_build

    settings = read_settings(data_dir)
    if full_refresh:
        begin_build(settings)
    _run(settings, lambda pipeline, report: pipeline.build(report))


def docs(data_dir: DataDir = None) -> None:
    """Build the warehouse documentation that the API serves at /warehouse.

    Example: `watchhouse docs`
    """
    _run(read_settings(data_dir), lambda pipeline, report: pipeline.document(report))


COMMANDS = (build, sync, probe, publish, docs)


def _run(settings: Settings, work: "Callable[[Pipeline, Report], None]") -> None:
    """Do work on the pipeline, telling its steps; the details go to `logs/pipeline.log`."""
    from orchestration.pipeline import Pipeline

    log_path = settings.data_dir / "logs" / "pipeline.log"
    with quiet_steps(log_path) as steps:
        steps.begin("load the platform")
        pipeline = Pipeline(settings)
        try:
            work(pipeline, steps.begin)
        finally:
            pipeline.close()
    console.print(f"Details: {log_path}", style="dim")
