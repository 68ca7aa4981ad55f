"""Connections that are kept: as long as httpx would keep them, and each request by the deadline around it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from ingestion.errors import FetchError
from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.http import Client, client, fetch


def ask(http: Client, url: str, *, seconds: float = 5.0) -> None:
    result = fetch(http, url, FetchLimits(max_bytes=1000, attempts=1, total_seconds=seconds))
    assert result.body is not None
    result.body.file.close()


@contextmanager
def keeping_site() -> Iterator[tuple[str, list[int]]]:
    """A server that keeps connections; its address, and the port of the client for every request."""
    ports: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            ports.append(self.client_address[1])
            time.sleep(0.4 if self.path == "/slow" else 0)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", ports
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_connection_is_kept_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.fetching.transport.KEPT_SECONDS", 0.3)
    with keeping_site() as (url, ports), client() as http:
        for pause in (0, 0.5, 0):
            ask(http, url)
            time.sleep(pause)

    first, second, third = ports
    assert first == second != third


def test_a_connection_that_took_too_long_is_not_kept() -> None:
    with keeping_site() as (url, ports), client() as http:
        ask(http, url)
        with pytest.raises(FetchError, match="ReadTimeout"):
            ask(http, f"{url}/slow", seconds=0.1)
        ask(http, url)

    first, slow, last = ports
    assert first == slow != last
