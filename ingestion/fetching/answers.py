"""One request -> the answer behind its redirects, and what an answer that is none means.

What may follow a redirect to another origin is decided here. Errors are FetchError, free of the URL.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from ingestion.errors import FetchError

MAX_REDIRECTS = 5
RETRYABLE_STATUSES = frozenset((408, 425, 429, 500, 502, 503, 504, 507, 509))
_DEFAULT_PORTS = {"http": 80, "https": 443}
# What may follow a redirect to another origin. httpx has put there the cookies of that origin alone.
_GENERAL_HEADER = re.compile(r"host|connection|cookie|user-agent|accept(-.*)?|if-.*")


@contextmanager
def open_answer(client: httpx.Client, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
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


def is_same_origin(url: str, other: str) -> bool:
    """Whether two addresses have the same scheme, host and port. Raises InvalidURL."""
    return _origin(httpx.URL(url)) == _origin(httpx.URL(other))


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or _DEFAULT_PORTS.get(url.scheme)


def check_answer(response: httpx.Response) -> None:
    """Raises FetchError `http_STATUS` for an answer without a body to read, `bad_encoding`."""
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
def translated_errors() -> Iterator[None]:
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
