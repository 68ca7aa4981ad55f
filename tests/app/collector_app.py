"""The collecting routes alone, as an application and as a real server process."""

import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response
from prometheus_client import CollectorRegistry
from starlette.middleware import Middleware

from app.collecting import DirectRoutes
from app.collector import Collector
from app.problem import ProblemError
from app.routes import cmcd, events, mux
from app.server import server_config
from app.settings import Settings


def build_app(settings: Settings) -> FastAPI:
    registry = CollectorRegistry()
    collector = Collector(settings, registry)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.collector = collector
        app.state.registry = registry
        await collector.open()
        yield
        await collector.close()

    app = FastAPI(lifespan=lifespan, middleware=[Middleware(DirectRoutes, routes=events.DIRECT_ROUTES)])
    app.include_router(events.router)
    app.include_router(cmcd.router)
    app.include_router(mux.router)

    @app.exception_handler(ProblemError)
    async def _problem(request: Request, error: ProblemError) -> Response:
        return error.response()

    @app.post("/nothing")
    async def _nothing() -> Response:
        return Response(status_code=204)

    return app


@contextmanager
def serving(
    data_dir: Path, *, limits: str = "", **settings: object
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server process on a free port, its address, and an end by SIGTERM where it still runs.

    `limits` is what the shell does before: such as `ulimit -f 100;`.
    """
    environment = {
        **os.environ,
        "WATCHHOUSE_DATA_DIR": str(data_dir),
        **{f"WATCHHOUSE_{name.upper()}": str(value) for name, value in settings.items()},
    }
    process = subprocess.Popen(
        ["/bin/sh", "-c", f"{limits} exec {sys.executable} -m {__name__}"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}", process
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def main() -> None:
    """Listen, tell the port, serve: who connects before the server is up waits."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        settings = Settings()
        config = server_config(lambda: build_app(settings), settings)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
