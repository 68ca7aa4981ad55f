"""Fetch bodies by http(s):// and file://. The one module that knows httpx.

What is bounded: connecting, silence, the whole time, redirects, size before and after inflating, attempts.
Whether an error is worth another attempt is decided here and in `ingestion.fetching.bodies`
(`FetchError.retryable`). Errors name the redacted URL.
"""

import logging
import re
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from random import SystemRandom
from urllib.parse import urlsplit
from urllib.request import url2pathname

import httpx

from ingestion.errors import FetchError
from ingestion.fetching.bodies import Body, FetchLimits, take_in
from ingestion.redaction import redact_url

CONNECT_SECONDS = 10.0
MAX_REDIRECTS = 5
MAX_RETRY_AFTER_SECONDS = 60.0
RETRYABLE_STATUSES = frozenset((408, 425, 429, 500, 502, 503, 504, 507, 509))
READ_BYTES = 262_144
_DEFAULT_PORTS = {"http": 80, "https": 443}
# What may follow a redirect to another origin. httpx has put there the cookies of that origin alone.
_GENERAL_HEADER = re.compile(r"host|connection|cookie|user-agent|accept(-.*)?|if-.*")

Client = httpx.Client
Transport = httpx.BaseTransport
AsyncClient = httpx.AsyncClient
Response = httpx.Response
HTTPError = httpx.HTTPError
InvalidURL = httpx.InvalidURL
RemoteProtocolError = httpx.RemoteProtocolError

# httpx logs every request with its full URL, and those hold logins.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


@dataclass(frozen=True)
class FetchResult:
    """What an answer brought. `body` is None when the server said that nothing changed (304).

    `received_bytes` counts what came over the wire, before inflating.
    """

    body: Body | None
    received_bytes: int
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    charset: str | None = None


def client(
    *,
    user_agent: str = "Watchhouse",
    headers: Mapping[str, str] | None = None,
    header_urls: Collection[str] | None = None,
    timeout_seconds: float = 60.0,
    transport: Transport | None = None,
) -> Client:
    """A client for one provider. `timeout_seconds` is the longest silence; use it in a `with` block.

    `headers` go to the hosts of `header_urls` alone, or to every host when that is None; see `fetch` for
    redirects.
    """
    given = dict(headers or {})
    hosts = None if header_urls is None else {_host(url) for url in header_urls}

    def withhold_headers(request: httpx.Request) -> None:
        if hosts is not None and request.url.host not in hosts:
            for name, value in given.items():
                if request.headers.get(name) == value:  # a login in the address may have replaced it
                    del request.headers[name]

    return httpx.Client(
        headers={"User-Agent": user_agent, "Accept-Encoding": "gzip", **given},
        event_hooks={"request": [withhold_headers]},
        timeout=httpx.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds)),
        transport=transport,
        trust_env=False,
    )


def async_client(
    *,
    connect_timeout_seconds: float = CONNECT_SECONDS,
    timeout_seconds: float = 60.0,
    max_connections: int = 100,
) -> AsyncClient:
    """A client for many requests at once; redirects are left to the caller, bodies come as they are.

    `timeout_seconds` is the longest silence; use it in an `async with` block.
    """
    return httpx.AsyncClient(
        headers={"User-Agent": "Watchhouse", "Accept-Encoding": "identity"},
        timeout=httpx.Timeout(timeout_seconds, connect=connect_timeout_seconds, pool=None),
        limits=httpx.Limits(max_connections=max_connections, max_keepalive_connections=max_connections),
        follow_redirects=False,
        trust_env=False,
    )


def fetch(
    client: Client,
    url: str,
    limits: FetchLimits,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> FetchResult:
    """Fetch a URL; with validators only if it changed. Raises FetchError when the last attempt failed.

    Validators that are not ASCII, which httpx cannot send, are left out.
    A redirect to another scheme, host or port gets none of `headers` and the client's own but general ones.
    """
    validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    sent = {
        **(headers or {}),
        **{name: value for name, value in validators.items() if value and value.isascii()},
    }
    attempt = 1
    while True:
        try:
            return _fetch_once(client, url, limits, sent)
        except FetchError as error:
            wait = _seconds_to_wait(error, attempt, limits)
            if wait is None:
                detail = f"{redact_url(url)}: {error}"
                raise FetchError(error.reason, detail, retryable=error.retryable) from None
        time.sleep(wait)
        attempt += 1


def is_same_origin(url: str, other: str) -> bool:
    """Whether two addresses have the same scheme, host and port. Raises InvalidURL."""
    return _origin(httpx.URL(url)) == _origin(httpx.URL(other))


def _seconds_to_wait(error: FetchError, attempt: int, limits: FetchLimits) -> float | None:
    """How long to wait before the next attempt; None when there shall be none."""
    asked = error.retry_after_seconds or 0.0
    if not error.retryable or attempt >= limits.attempts or asked > MAX_RETRY_AFTER_SECONDS:
        return None
    return max(asked, limits.backoff_seconds * 2.0 ** (attempt - 1) * SystemRandom().uniform(0.5, 1.5))


def _fetch_once(client: Client, url: str, limits: FetchLimits, headers: Mapping[str, str]) -> FetchResult:
    if url.startswith("file://"):
        return _read_file(url, limits)
    with _translated_errors(), _answer(client, url, headers) as response:
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return FetchResult(None, 0)
        _check_answer(response)
        body = take_in(response.iter_raw(), limits)
        content_type = Message()
        content_type["Content-Type"] = response.headers.get("Content-Type", "")
        return FetchResult(
            body,
            response.num_bytes_downloaded,
            etag=response.headers.get("ETag"),
            last_modified=response.headers.get("Last-Modified"),
            content_type=content_type.get_content_type(),
            charset=content_type.get_content_charset(),
        )


def _read_file(url: str, limits: FetchLimits) -> FetchResult:
    path = Path(url2pathname(urlsplit(url).path))
    try:
        with path.open("rb") as file:
            body = take_in(iter(lambda: file.read(READ_BYTES), b""), limits)
        return FetchResult(body, path.stat().st_size)
    except FileNotFoundError:
        raise FetchError("file_not_found", "there is no such file") from None
    except OSError as error:
        raise FetchError("file_unreadable", error.strerror or "cannot be read") from None


@contextmanager
def _answer(client: Client, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
    """The answer behind all redirects, whose bodies stay unread: httpx would read them without bound."""
    request = client.build_request("GET", url, headers=headers)
    for _ in range(MAX_REDIRECTS + 1):
        response = client.send(request, stream=True)
        if response.next_request is None:
            try:
                yield response
            finally:
                response.close()
            return
        response.close()
        request = _next_hop(request, response.next_request)
    raise FetchError("too_many_redirects", f"more than {MAX_REDIRECTS} redirects")


def _next_hop(request: httpx.Request, following: httpx.Request) -> httpx.Request:
    """The request of a redirect, without what is meant for the origin before it."""
    if _origin(request.url) != _origin(following.url):
        for name in list(following.headers):
            if not _GENERAL_HEADER.fullmatch(name):
                del following.headers[name]
    return following


def _host(url: str) -> str | None:
    try:
        return httpx.URL(url).host
    except httpx.InvalidURL:  # fetching it will tell
        return None


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or _DEFAULT_PORTS.get(url.scheme)


def _check_answer(response: httpx.Response) -> None:
    status = response.status_code
    if status != httpx.codes.OK:
        raise FetchError(
            f"http_{status}",
            f"HTTP {status} {response.reason_phrase}".rstrip(),
            retryable=status in RETRYABLE_STATUSES,
            retry_after_seconds=_retry_after(response.headers.get("Retry-After")),
        )
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise FetchError("bad_encoding", f"content encoding {encoding!r} was not asked for")


def _retry_after(value: str | None) -> float | None:
    """Seconds of a Retry-After header (a number or a date; RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


@contextmanager
def _translated_errors() -> Iterator[None]:
    """httpx's errors as FetchError. Their texts are left out: they may quote the URL."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise FetchError("timeout", type(error).__name__, retryable=True) from None
    except httpx.ConnectError:
        raise FetchError("connect", "cannot connect", retryable=True) from None
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise FetchError("bad_url", type(error).__name__) from None
    except httpx.TransportError as error:
        raise FetchError("transport", type(error).__name__, retryable=True) from None
