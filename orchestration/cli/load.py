"""Commands that fill a data folder: the demo, and the simulator of viewers."""

from typing import Annotated

import typer

from orchestration.cli.options import DataDir, read_settings

Serve = Annotated[bool, typer.Option("--serve/--no-serve", help="Serve what was built until Ctrl-C")]


def demo(serve: Serve = True, data_dir: DataDir = None) -> None:
    """Load real samples and simulated viewers, build, publish, and serve everything.

    Example: `WATCHHOUSE_API_PORT=8080 watchhouse demo --data-dir /tmp/watchhouse`
    """
    from orchestration.demo.run import run_demo

    run_demo(read_settings(data_dir), serve=serve)


COMMANDS = (demo,)
