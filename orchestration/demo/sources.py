"""What the demo pulls from, on one loopback port: a playlist's streams and a video library."""

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from orchestration.demo.bunny import create_library
from orchestration.demo.bunny_library import Library
from orchestration.demo.library_counts import counts_file, read_counts
from orchestration.demo.origin import create_origin

LIBRARY = "/library-api"


def create_sources(data_dir: Path) -> Starlette:
    """The sources as one application; the library's counts are those of the demo in `data_dir`."""
    library = Library(counts=lambda: read_counts(counts_file(data_dir)))
    return Starlette(
        routes=[
            Mount(LIBRARY, create_library(library)),
            Mount("/", create_origin()),
        ]
    )


def main(host: str, port: str, data_dir: str) -> None:
    """`python -m orchestration.demo.sources HOST PORT DATA_DIR`: serve until SIGINT or SIGTERM."""
    uvicorn.run(
        create_sources(Path(data_dir)), host=host, port=int(port), log_level="warning", access_log=False
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
