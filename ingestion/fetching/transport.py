"""Connections of httpx that keep to the deadline around them (`ingestion.fetching.deadline`).

httpx bounds each read, so that a server that sends a header every few seconds holds it for ever. Here every
wait on a socket gets no more than what is left. Only looking up a host's name is left to the system's limits.
"""

import socket
import ssl
from collections.abc import Iterable, Iterator
from math import isinf

import httpcore
import httpx

from ingestion.fetching.deadline import seconds_left

MAX_ADDRESSES = 8
KEPT_SECONDS = 5.0  # httpx's own; httpcore's pool would keep connections for as long as it lives
_LEAST_SECONDS = 0.001  # 0 would make a socket non-blocking


class TimelyTransport(httpx.HTTPTransport):
    """httpx's own transport, on timely connections."""

    def __init__(self) -> None:
        trusted = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=trusted, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=trusted, keepalive_expiry=KEPT_SECONDS, network_backend=_Backend()
        )


class _Backend(httpcore.NetworkBackend):
    """Connects to a host's addresses in turn; the standard library gives each of them the whole time."""

    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        fault: Exception = httpcore.ConnectTimeout("no time is left")
        for address in _addresses(host, port):
            try:
                stream = self._backend.connect_tcp(
                    address, port, _bounded(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
            else:
                return _Stream(stream)
        raise fault


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if seconds_left() <= 0:
            raise httpcore.ReadTimeout
        return self._stream.read(max_bytes, _bounded(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _bounded(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _bounded(timeout)))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _addresses(host: str, port: int) -> Iterator[str]:
    """The addresses of a host, while there is time for another one."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    for address in list(dict.fromkeys(str(one[4][0]) for one in found))[:MAX_ADDRESSES]:
        if seconds_left() > 0:
            yield address


def _bounded(timeout: float | None) -> float | None:
    left = max(seconds_left(), _LEAST_SECONDS)
    bounded = left if timeout is None else min(timeout, left)
    return None if isinf(bounded) else bounded
