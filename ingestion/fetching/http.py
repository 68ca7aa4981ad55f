"""Fetch bodies by http(s):// and file://. Nothing outside of this package knows httpx.

What is bounded: connecting, silence, redirects, size before and after inflating, attempts, and the time of
all of it together. Whether an error is worth another attempt is decided in `ingestion.fetching.answers` and
`ingestion.fetching.bodies` (`FetchError.retryable`). Errors name the redacted URL.
"""

import logging
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from random import SystemRandom
from urllib.parse import urlsplit
from urllib.request import url2pathname

import httpx

from ingestion.errors import FetchError
from ingestion.fetching.answers import check_answer, open_answer, translated_errors
from ingestion.fetching.answers import is_same_origin as is_same_origin
from ingestion.fetching.bodies import Body, FetchLimits, take_in
from ingestion.fetching.deadline import seconds_left, within
from ingestion.fetching.transport import TimelyTransport
from ingestion.redaction import redact_url

CONNECT_SECONDS = 10.0
MAX_RETRY_AFTER_SECONDS = 60.0
READ_BYTES = 262_144
TOLD_SECONDS = 1.0
_CONDITIONS = frozenset(("If-None-Match", "If-Modified-Since"))

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
        transport=transport or TimelyTransport(),
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

    Of several fetches within one deadline (`ingestion.fetching.deadline`) all keep to that.
    Validators that are not ASCII, which httpx cannot send, are left out.
    A redirect to another scheme, host or port gets none of `headers` and the client's own but general ones.
    """
    validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    sent = {
        **(headers or {}),
        **{name: value for name, value in validators.items() if value and value.isascii()},
    }
    with within(limits.total_seconds):
        return _fetch_in_attempts(client, url, limits, sent)


def _fetch_in_attempts(
    client: Client, url: str, limits: FetchLimits, headers: Mapping[str, str]
) -> FetchResult:
    """The first answer of several attempts. Raises the error of the last one, with the time of all."""
    began_at, attempt = time.monotonic(), 1
    while True:
        try:
            return _fetch_once(client, url, limits, headers)
        except FetchError as error:
            wait = _seconds_to_wait(error, attempt, limits)
            if wait is None:
                took = _told(time.monotonic() - began_at, error)
                detail = f"{redact_url(url)}: {error}{took}"
                raise FetchError(error.reason, detail, retryable=error.retryable) from None
        time.sleep(wait)
        attempt += 1


def _told(seconds: float, error: FetchError) -> str:
    """The time that a host took, where that says something."""
    return f" after {seconds:.1f} s" if error.reason == "timeout" or seconds >= TOLD_SECONDS else ""


def _seconds_to_wait(error: FetchError, attempt: int, limits: FetchLimits) -> float | None:
    """How long to wait before the next attempt; None when there shall be none."""
    asked = error.retry_after_seconds or 0.0
    if not error.retryable or attempt >= limits.attempts or asked > MAX_RETRY_AFTER_SECONDS:
        return None
    wait = max(asked, limits.backoff_seconds * 2.0 ** (attempt - 1) * SystemRandom().uniform(0.5, 1.5))
    return wait if wait < seconds_left() else None


def _fetch_once(client: Client, url: str, limits: FetchLimits, headers: Mapping[str, str]) -> FetchResult:
    if url.startswith("file://"):
        return _read_file(url, limits)
    with translated_errors(), open_answer(client, url, headers) as response:
        if response.status_code == httpx.codes.NOT_MODIFIED and _CONDITIONS & headers.keys():
            return FetchResult(None, 0)
        check_answer(response)
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
    except ValueError:  # NUL, or half a surrogate pair
        raise FetchError("bad_url", "no file can have such a name") from None


def _host(url: str) -> str | None:
    try:
        return httpx.URL(url).host
    except httpx.InvalidURL:  # fetching it will tell
        return None
