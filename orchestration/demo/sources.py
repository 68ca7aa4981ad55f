"""All that the demo pulls from, on one loopback port: a playlist's streams, a panel, a video library."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from orchestration.demo.bunny import create_library
from orchestration.demo.origin import create_origin
from orchestration.demo.panel import create_panel

PANEL, LIBRARY = "/panel", "/library-api"


def create_sources() -> Starlette:
    """The sources as one application."""
    return Starlette(
        routes=[
            Mount(PANEL, create_panel()),
            Mount(LIBRARY, create_library()),
            Mount("/", create_origin()),
        ]
    )


def main(host: str, port: str) -> None:
    """`python -m orchestration.demo.sources HOST PORT`: serve until SIGINT or SIGTERM."""
    uvicorn.run(create_sources(), host=host, port=int(port), log_level="warning", access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
