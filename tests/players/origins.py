"""What players talk to: one server on two loopback ports, which are two origins to a browser.

<pages>/pages/…, /node_modules/…   pages of this folder, players
<media>/<session>/media/…          media and the live channel, under the faults of that session
<media>/<session>/log              takes the page's log when it closes
<media>/<session>/collector/…      passed on to the collector, and noted
<media>/                           the same for mux-embed, whose setting takes no path
"""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.players import live
from tests.players.faults import Faults
from tests.players.relay import Relay

ROOT = Path(__file__).parents[2]
_FOLDERS = {"pages": Path(__file__).parent / "pages", "node_modules": ROOT / "node_modules"}
_CORS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
_HELD_SECONDS = 0.01
_START_SECONDS = 20.0


@dataclass
class Origins:
    """The two running origins, the faults in force, and what pages and collector were told."""

    pages: str
    media: str
    media_folder: Path
    relay: Relay
    faults: Faults = field(default_factory=Faults)
    logs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _began: float = field(default_factory=time.monotonic)

    async def serve_media(self, request: Request) -> Response:
        """A file of the fixtures, or the live channel's playlist, unless a fault is in the way."""
        session, path = request.path_params["session"], request.path_params["path"]
        if fault := self.faults.meet(session, path):
            if fault.status:
                return PlainTextResponse("fault", fault.status, _CORS)
            while self.faults.holds(session, fault):
                await asyncio.sleep(_HELD_SECONDS)
        if path == "live/master.m3u8":
            return PlainTextResponse(live.MASTER, headers=_CORS)
        if path.startswith("live/"):
            return PlainTextResponse(live.live_playlist(time.monotonic() - self._began), headers=_CORS)
        return FileResponse(self.media_folder / path, headers=_CORS)

    async def take_log(self, request: Request) -> Response:
        """Keep what a page has seen."""
        self.logs[request.path_params["session"]] = await request.json()
        return Response(status_code=204)

    def application(self) -> Starlette:
        """The application behind both origins."""
        methods = ["GET", "POST", "OPTIONS"]
        return Starlette(
            routes=[
                *(Mount(f"/{name}", StaticFiles(directory=folder)) for name, folder in _FOLDERS.items()),
                Route("/{session}/media/{path:path}", self.serve_media),
                Route("/{session}/log", self.take_log, methods=["POST"]),
                Route("/{session}/collector/{path:path}", self.relay.pass_on, methods=methods),
                Route("/", self.relay.pass_on, methods=methods),
            ],
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        yield
        await self.relay.close()


@contextmanager
def running_origins(collector: str, media_folder: Path) -> Iterator[Origins]:
    """Both origins, served from a thread of this process until the end of the block."""
    sockets = [_bound(), _bound()]
    pages, media = (f"http://127.0.0.1:{sock.getsockname()[1]}" for sock in sockets)
    origins = Origins(pages, media, media_folder, Relay(collector))
    config = uvicorn.Config(origins.application(), log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets})
    thread.start()
    try:
        _wait_until_started(server)
        yield origins
    finally:
        server.should_exit = True
        thread.join()


def _wait_until_started(server: uvicorn.Server) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        assert time.monotonic() < deadline, "the origins did not start"
        time.sleep(0.01)


def _bound() -> socket.socket:
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    return sock
