"""From what went wrong to the prober's reason: status codes and exceptions. Pure."""

import socket
import ssl
from collections.abc import Iterator

from ingestion.fetching.http import RemoteProtocolError
from ingestion.probing.model import Reason

_BY_STATUS: dict[int, Reason] = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    410: "not_found",
    423: "unauthorized",
    429: "rate_limited",
    451: "geo_blocked",
    509: "rate_limited",
}
_BY_ERROR: tuple[tuple[type[BaseException], Reason], ...] = (
    (socket.gaierror, "dns_failed"),
    (UnicodeError, "dns_failed"),
    (ssl.SSLError, "tls_failed"),
    (ConnectionRefusedError, "connection_refused"),
    (ConnectionResetError, "connection_reset"),
    (BrokenPipeError, "connection_reset"),
    (TimeoutError, "timeout"),
)
RETRYABLE: frozenset[Reason] = frozenset(
    {"connection_refused", "connection_reset", "dns_failed", "server_error", "timeout"}
)


def reason_of_status(status: int) -> Reason:
    """The reason that an HTTP status stands for; `ok` below 300."""
    if status < 300:
        return "ok"
    if known := _BY_STATUS.get(status):
        return known
    return "server_error" if status >= 500 else "http_error"


def reason_of_error(error: BaseException) -> Reason:
    """The reason of a transport's exception, by the first known error in its chain of causes."""
    for cause in _causes(error):
        for kind, reason in _BY_ERROR:
            if isinstance(cause, kind):
                return reason
    return "connection_reset" if _was_cut_off(error) else "error"


def _was_cut_off(error: BaseException) -> bool:
    """A connection closed in the middle; other protocol errors are answers that are not HTTP."""
    return isinstance(error, RemoteProtocolError) and ("disconnected" in str(error) or "closed" in str(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for member in error.exceptions:
                yield from _causes(member)
        error = error.__cause__ or error.__context__
