import socket
import ssl

import pytest

from ingestion.fetching.http import RemoteProtocolError
from ingestion.probing.faults import reason_of_error, reason_of_status
from ingestion.probing.model import Reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (200, "ok"),
        (206, "ok"),
        (304, "http_error"),
        (401, "unauthorized"),
        (403, "forbidden"),
        (404, "not_found"),
        (405, "http_error"),
        (410, "not_found"),
        (423, "unauthorized"),
        (429, "rate_limited"),
        (451, "geo_blocked"),
        (500, "server_error"),
        (509, "rate_limited"),
        (599, "server_error"),
    ],
)
def test_statuses(status: int, reason: Reason) -> None:
    assert reason_of_status(status) == reason


def caused_by(cause: BaseException) -> Exception:
    error = OSError("All connection attempts failed")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (caused_by(socket.gaierror(-2, "unknown")), "dns_failed"),
        (UnicodeError("label empty or too long"), "dns_failed"),
        (caused_by(ConnectionRefusedError()), "connection_refused"),
        (caused_by(ExceptionGroup("all", [ConnectionRefusedError(), ConnectionRefusedError()])),
         "connection_refused"),
        (caused_by(ssl.SSLCertVerificationError("expired")), "tls_failed"),
        (ConnectionResetError(), "connection_reset"),
        (RemoteProtocolError("Server disconnected without sending a response."), "connection_reset"),
        (RemoteProtocolError("illegal status line: b'ICY 200 OK'"), "error"),
        (TimeoutError(), "timeout"),
        (ValueError("?"), "error"),
    ],
)  # fmt: skip
def test_exceptions(error: BaseException, reason: Reason) -> None:
    assert reason_of_error(error) == reason
