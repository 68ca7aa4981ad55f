"""A load generator for one server on loopback: keep-alive connections, latencies, nothing else."""

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple, cast

import uvloop


class Load(NamedTuple):
    """What a run measured: answers by status, seconds it took, latencies in seconds."""

    statuses: dict[int, int]
    seconds: float
    latencies: list[float]

    @property
    def requests_per_second(self) -> float:
        """Answers a second, whatever their status."""
        return len(self.latencies) / self.seconds

    def percentile_ms(self, share: float) -> float:
        """The latency in ms that `share` (0..1) of the answers kept."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class _Connection(asyncio.Protocol):
    """Sends one request after the other, each when the last was answered and its time has come."""

    def __init__(self, requests: Sequence[bytes], offset: int, interval: float | None, until: float) -> None:
        self._requests, self._next, self._interval, self._until = requests, offset, interval, until
        self._answer = b""
        self._due = time.perf_counter() + (offset * (interval or 0) / len(requests))
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.statuses: dict[int, int] = {}
        self.latencies: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._schedule()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, end, body = self._answer.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return
        self._answer = b""
        status = int(head[9:12])
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.latencies.append(time.perf_counter() - self._due)
        self._schedule()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))

    def _schedule(self) -> None:
        """Latency counts from when a request was due: a server that stalls is not spared its queue."""
        now = time.perf_counter()
        if now >= self._until:
            self.done.set_result(None)
            self._transport.close()
        elif self._interval is None:
            self._due = now
            self._send()
        else:
            self._due += self._interval
            asyncio.get_running_loop().call_later(max(0.0, self._due - now), self._send)

    def _send(self) -> None:
        self._next = (self._next + 1) % len(self._requests)
        self._transport.write(self._requests[self._next])


def post(path: str, body: bytes, content_type: str) -> bytes:
    """A whole POST request as bytes."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {content_type}\r\n"
    return f"{head}User-Agent: {USER_AGENT}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


USER_AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/147.0.0.0 Safari/537.36"
)


def run_load(
    port: int, requests: Sequence[bytes], *, seconds: float, connections: int, rate: float | None = None
) -> Load:
    """Send for `seconds`: as fast as answers come, or `rate` requests a second over all connections."""
    return uvloop.run(_run(port, requests, seconds, connections, rate))


async def _run(
    port: int, requests: Sequence[bytes], seconds: float, connections: int, rate: float | None
) -> Load:
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    interval = connections / rate if rate else None
    made = []
    for number in range(connections):
        offset = number * len(requests) // connections
        _, protocol = await loop.create_connection(
            lambda offset=offset: _Connection(requests, offset, interval, started + seconds),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
        made.append(protocol)
    await asyncio.gather(*(protocol.done for protocol in made))
    statuses: dict[int, int] = {}
    for protocol in made:
        for status, count in protocol.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    latencies = [latency for protocol in made for latency in protocol.latencies]
    return Load(statuses, time.perf_counter() - started, latencies)


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length: ")
    return int(rest.partition(b"\r\n")[0]) if found else 0
