"""One bounded GET of the prober: redirects by hand, a first part of the body, within times and sizes.

A transport's failure becomes a ProbeError; what a second attempt may heal is tried once more.
"""

import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

import anyio

from ingestion.fetching.http import AsyncClient, HTTPError, InvalidURL, Response, is_same_origin
from ingestion.probing.faults import RETRYABLE, reason_of_error, reason_of_status
from ingestion.probing.model import ProbeError, ProbeLimits, ProbeTarget
from ingestion.probing.sniff import ENOUGH_BYTES

DEFAULT_USER_AGENT = "Watchhouse"
_REDIRECTS = (301, 302, 303, 307, 308)
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


class Goal(NamedTuple):
    """When to stop reading a body."""

    byte_count: int
    seconds: float


class Request(NamedTuple):
    """What to GET. `goal_of` is called once, with the first KB; `on_hop` with every address on the way."""

    url: str
    goal_of: Callable[[bytes], Goal]
    byte_range: tuple[int, int] | None = None
    on_hop: Callable[[str], None] | None = None


@dataclass(frozen=True)
class Fetched:
    """The last answer to a GET. `body` is what was read of it, nothing where the status is no success."""

    url: str
    status: int
    redirect_count: int
    content_type: str | None
    content_length: int | None
    body: bytes
    received_bytes: int
    is_whole: bool
    ttfb_seconds: float
    total_seconds: float


class Fetcher:
    """The GETs of one check, under its limits and headers; counts bytes and retries over all of them."""

    def __init__(self, client: AsyncClient, limits: ProbeLimits, target: ProbeTarget) -> None:
        self.received_bytes = 0
        self.retry_count = 0
        self._client = client
        self._limits = limits
        self._target = target

    async def get(self, request: Request) -> Fetched:
        """GET and read as much as the goal asks for. Raises ProbeError when there is no answer."""
        try:
            fetched = await self._follow(request)
            if reason_of_status(fetched.status) not in RETRYABLE:
                return fetched
        except ProbeError as error:
            if error.reason not in RETRYABLE:
                raise
        self.retry_count += 1
        await anyio.sleep(self._limits.retry_delay_seconds)
        return await self._follow(request)

    async def _follow(self, request: Request) -> Fetched:
        started, url = anyio.current_time(), request.url
        for redirect_count in range(self._limits.max_redirects + 1):
            host_of(url, self._limits.allowed_hosts)
            if request.on_hop:
                request.on_hop(url)
            async with self._opened(url, request.byte_range) as response:
                location = response.headers.get("location")
                if response.status_code not in _REDIRECTS or not location:
                    return await self._receive(response, request, url, redirect_count, started)
            url = _join(url, location)
        raise ProbeError("redirect_loop", f"more than {self._limits.max_redirects} redirects")

    @asynccontextmanager
    async def _opened(self, url: str, byte_range: tuple[int, int] | None) -> AsyncIterator[Response]:
        patience = self._limits.connect_timeout_seconds + self._limits.first_byte_timeout_seconds
        with _faults_told():
            with anyio.fail_after(patience):
                request = self._client.build_request("GET", url, headers=self._headers(url, byte_range))
                response = await self._client.send(request, stream=True)
            try:
                yield response
            finally:
                await response.aclose()

    def _headers(self, url: str, byte_range: tuple[int, int] | None) -> dict[str, str]:
        headers = {"user-agent": self._target.user_agent or DEFAULT_USER_AGENT}
        if self._target.referrer:
            headers["referer"] = self._target.referrer
        if is_same_origin(url, self._target.url):
            headers |= self._target.headers
        if byte_range:
            headers["range"] = f"bytes={byte_range[0]}-{byte_range[1]}"
        return headers

    async def _receive(
        self, response: Response, request: Request, url: str, redirect_count: int, started: float
    ) -> Fetched:
        ttfb_seconds = anyio.current_time() - started
        is_success = reason_of_status(response.status_code) == "ok"
        raw, is_whole = await _read(response, request.goal_of) if is_success else (b"", False)
        self.received_bytes += len(raw)
        length = response.headers.get("content-length", "")
        return Fetched(
            url=url,
            status=response.status_code,
            redirect_count=redirect_count,
            content_type=response.headers.get("content-type"),
            content_length=int(length) if length.isdecimal() else None,
            body=_inflate(raw, self._limits.body_bytes) if "content-encoding" in response.headers else raw,
            received_bytes=len(raw),
            is_whole=is_whole,
            ttfb_seconds=ttfb_seconds,
            total_seconds=anyio.current_time() - started,
        )


def host_of(url: str, allowed_hosts: frozenset[str] | None) -> str:
    """The host of an address that may be asked.

    Raises ProbeError: `unsupported_scheme` for what is not HTTP, `error` for a host that is not allowed.
    """
    parts = _split(url)
    if parts.scheme not in ("http", "https"):
        raise ProbeError("unsupported_scheme", parts.scheme[:20])
    host = parts.hostname or ""
    if allowed_hosts is not None and host not in allowed_hosts:
        raise ProbeError("error", "host_not_allowed")
    return host


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises on a port that is none
    except ValueError as error:
        raise ProbeError("error", "invalid_url") from error
    return parts


def _join(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise ProbeError("error", "invalid_redirect") from error


async def _read(response: Response, goal_of: Callable[[bytes], Goal]) -> tuple[bytes, bool]:
    """Read until the goal or the end; tell whether it was the end."""
    body = bytearray()
    goal: Goal | None = None
    started = anyio.current_time()
    async for chunk in response.aiter_raw():
        body += chunk
        if goal is None and len(body) >= ENOUGH_BYTES:
            goal = goal_of(bytes(body[:ENOUGH_BYTES]))
        if goal and (len(body) >= goal.byte_count or anyio.current_time() - started >= goal.seconds):
            return bytes(body[: goal.byte_count]), False
    return bytes(body), True


def _inflate(raw: bytes, max_bytes: int) -> bytes:
    """A gzip or deflate body, or its readable first part; the bytes themselves when they are neither."""
    try:
        return zlib.decompressobj(_GZIP_OR_ZLIB).decompress(raw, max_bytes)
    except zlib.error:
        return raw


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except (HTTPError, InvalidURL, OSError, UnicodeError) as error:
        raise ProbeError(reason_of_error(error), type(error).__name__) from error
