"""The collecting routes alone, as an application and as a real server process."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from prometheus_client import CollectorRegistry

from app.collector import Collector
from app.problem import ProblemError
from app.routes import cmcd, events
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

    app = FastAPI(lifespan=lifespan)
    app.include_router(events.router)
    app.include_router(cmcd.router)

    @app.exception_handler(ProblemError)
    async def _problem(request: Request, error: ProblemError) -> Response:
        return error.response()

    @app.post("/nothing")
    async def _nothing() -> Response:
        return Response(status_code=204)

    return app


def from_environment() -> FastAPI:
    return build_app(Settings())


@contextmanager
def serving(
    data_dir: Path, *, wrapper: str = "", **settings: object
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server process on a free port, its address, and an end by SIGTERM where it still runs."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        environment = {
            **os.environ,
            "WATCHHOUSE_DATA_DIR": str(data_dir),
            **{f"WATCHHOUSE_{name.upper()}": str(value) for name, value in settings.items()},
        }
        uvicorn = f"-m uvicorn tests.app.collector_app:from_environment --factory --fd {listener.fileno()}"
        process = subprocess.Popen(
            [
                "/bin/sh",
                "-c",
                f"{wrapper} exec {sys.executable} {uvicorn} --log-level warning --no-access-log",
            ],
            env=environment,
            pass_fds=[listener.fileno()],
        )
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        _wait_until_up(address, process)
        yield address, process
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_up(address: str, process: subprocess.Popen[bytes]) -> None:
    host, port = address.removeprefix("http://").split(":")
    request = f"GET /analytics/schema HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(request)
        assert connection.recv(64).startswith(b"HTTP/1.1 200"), process.poll()
    time.sleep(0)
