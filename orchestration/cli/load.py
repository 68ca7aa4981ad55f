"""Commands that fill a data folder: the demo, and the simulator of viewers."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from orchestration.cli.options import DataDir, read_settings
from orchestration.console import console, quiet_steps
from orchestration.home import prepare_home

Serve = Annotated[bool, typer.Option("--serve/--no-serve", help="Serve what was built until Ctrl-C")]


def demo(serve: Serve = True, data_dir: DataDir = None) -> None:
    """Load real samples and simulated viewers, build, publish, and serve everything.

    Example: `WATCHHOUSE_API_PORT=8080 watchhouse demo --data-dir /tmp/watchhouse`
    """
    from orchestration.demo.run import run_demo

    run_demo(read_settings(data_dir), serve=serve)


def simulate(
    events: Annotated[int, typer.Option(min=1, help="About how many events to make")] = 200_000,
    days: Annotated[int, typer.Option(min=1, help="Days that they reach back from now")] = 30,
    viewers: Annotated[int, typer.Option(min=1, help="Devices that watch")] = 800,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same viewers")] = 1,
    url: Annotated[
        str | None, typer.Option(help="Collector to send to; the one of this machine when left out")
    ] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Write raw files instead, for tens of millions of events")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Play simulated viewers against the catalog of the data folder, and send their events to the collector.

    Their rows carry `is_simulated`. Example: `watchhouse simulate --events 20000000 --raw`
    """
    from app.collector import viewer_salt
    from ingestion.landing import RawStore
    from ingestion.simulation.plan import SimulationPlan
    from orchestration.simulate import read_catalogue, send_to_collector, write_raw_events

    settings = read_settings(data_dir)
    prepare_home(settings)
    store = RawStore(settings.raw_dir)
    now = datetime.now(UTC).replace(tzinfo=None)
    plan = SimulationPlan(now, seed=seed, viewers=viewers, days=days, event_count=events)
    with quiet_steps(settings.data_dir / "logs" / "simulate.log") as steps:
        steps.begin("read the catalog")
        catalogue = read_catalogue(store, seed=seed)
        steps.begin("write raw events" if raw else "send events")
        if raw:
            salt = viewer_salt(settings.secrets_dir)
            done = write_raw_events(plan, catalogue, store, salt=salt, on_progress=steps.progress)
        else:
            target = url or f"http://{settings.host}:{settings.api_port}"
            done = send_to_collector(plan, catalogue, target, on_progress=steps.progress)
    console.print(f"{done:,} events; `watchhouse publish` brings them onto the pages")


COMMANDS = (demo, simulate)
