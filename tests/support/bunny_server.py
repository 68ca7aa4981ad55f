"""The stand-in of Bunny Stream's API on loopback, with faults that a test switches on."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from orchestration.demo.bunny import create_library
from orchestration.demo.bunny_library import Library


@dataclass
class LibraryServer:
    """A running stand-in.

    `faults` has answers by the last part of the path, each given once, in turn, before the library answers.
    `before` is called before every request with its number among those of that last part, from 1.
    """

    library: Library
    base_url: str = ""
    faults: dict[str, list[Response]] = field(default_factory=dict)
    before: Callable[[str, int], None] = lambda _name, _number: None
    requests: list[Request] = field(default_factory=list)

    def names(self) -> list[str]:
        """The last parts of the paths asked for, in order."""
        return [request.url.path.rpartition("/")[2] for request in self.requests]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an ASGI application."""
        request = Request(scope)
        self.requests.append(request)
        name = self.names()[-1]
        self.before(name, self.names().count(name))
        waiting = self.faults.get(name, [])
        app = waiting.pop(0) if waiting else create_library(self.library)
        await app(scope, receive, send)


@contextmanager
def library_server(library: Library | None = None) -> Iterator[LibraryServer]:
    """Serve on a free port in a thread."""
    running = LibraryServer(library or Library())
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        running.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(running, log_level="warning", lifespan="off"))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield running
        finally:
            server.should_exit = True
            thread.join(timeout=10)
