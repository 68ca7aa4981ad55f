import gzip
import logging
import lzma
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from ingestion.errors import FetchError
from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.http import FetchResult, client, fetch, is_same_origin
from tests.ingestion.loopback import Answer, Loopback, body, loopback, text

LIMITS = FetchLimits(max_bytes=1_000_000, attempts=3, backoff_seconds=0.01)


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


def get(
    url: str,
    limits: FetchLimits = LIMITS,
    *,
    silence: float = 5.0,
    etag: str | None = None,
    last_modified: str | None = None,
) -> FetchResult:
    with client(timeout_seconds=silence) as http:
        return fetch(http, url, limits, etag=etag, last_modified=last_modified)


def content(result: FetchResult) -> bytes:
    assert result.body is not None
    with result.body as file:
        return file.read()


def failure(url: str, limits: FetchLimits = LIMITS, *, silence: float = 5.0) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(url, limits, silence=silence)
    assert "secret" not in str(caught.value)
    return caught.value


def test_a_body_with_all_that_the_server_said(site: Loopback) -> None:
    url = site.serve(
        "/a",
        text("hello", Content_Type="audio/x-mpegurl; charset=ISO-8859-1", ETag='"1"', Last_Modified="Mon"),
    )
    result = get(url)
    assert (result.etag, result.last_modified) == ('"1"', "Mon")
    assert (result.content_type, result.charset, result.received_bytes) == (
        "audio/x-mpegurl",
        "iso-8859-1",
        5,
    )
    assert content(result) == b"hello"


def test_validators_are_sent_and_304_is_no_body(site: Loopback) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers["If-None-Match"] == '"1"' and handler.headers["If-Modified-Since"] == "Mon"
        (text("", status=304) if known else text("new"))(handler)

    url = site.serve("/a", answer)
    assert get(url, etag='"1"', last_modified="Mon").body is None
    assert content(get(url, etag='"2"')) == b"new"


def test_304_that_nobody_asked_for_is_an_error(site: Loopback) -> None:
    assert failure(site.serve("/a", text("", status=304))).reason == "http_304"


@pytest.mark.parametrize(
    ("sent", "encoding"),
    [
        (gzip.compress(b"hello"), "identity"),
        (gzip.compress(b"hel") + gzip.compress(b"lo") + b"\0\0", "identity"),
        (lzma.compress(b"hello"), "identity"),
        (gzip.compress(b"hello"), "gzip"),
        (gzip.compress(gzip.compress(b"hello")), "gzip"),
    ],
    ids=["gzip", "two members", "xz", "on the wire", "twice"],
)
def test_compressed_bodies(site: Loopback, tmp_path: Path, sent: bytes, encoding: str) -> None:
    assert content(get(site.serve("/a", body(sent, Content_Encoding=encoding)))) == b"hello"
    (tmp_path / "a b").write_bytes(sent)
    result = get((tmp_path / "a b").as_uri())
    assert (content(result), result.received_bytes) == (b"hello", len(sent))


@pytest.mark.parametrize(
    "sent", [gzip.compress(b"hello" * 99), lzma.compress(b"hello" * 99)], ids=["gzip", "xz"]
)
def test_truncated_and_damaged_archives(site: Loopback, sent: bytes) -> None:
    assert failure(site.serve("/cut", body(sent[:-9]))).reason == "truncated"
    assert site.requests["/cut"] == 3
    damaged = sent[:10] + b"\xff" * 14 + sent[24:]
    assert failure(site.serve("/bad", body(damaged))).reason == "corrupt"
    assert site.requests["/bad"] == 1


def test_a_gzip_bomb_is_stopped_at_the_limit(site: Loopback) -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * 100_000_000))
    started = time.monotonic()
    assert len(bomb) < 10_000
    assert failure(site.serve("/a", body(bomb, Content_Encoding="gzip"))).reason == "too_large"
    assert time.monotonic() - started < 5


def test_a_body_that_is_too_large(site: Loopback, tmp_path: Path) -> None:
    assert failure(site.serve("/a", body(b"x" * 1_000_001))).reason == "too_large"
    assert site.requests["/a"] == 1
    (tmp_path / "a").write_bytes(b"x" * 1_000_001)
    assert failure((tmp_path / "a").as_uri()).reason == "too_large"


@pytest.mark.parametrize("status", [401, 403, 404, 410, 204])
def test_final_statuses_are_not_asked_for_again(site: Loopback, status: int) -> None:
    error = failure(site.serve("/a", text("", status=status)) + "?token=secret")
    assert (error.reason, site.requests["/a"]) == (f"http_{status}", 1)
    assert "/a?token=***: HTTP" in str(error)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_passing_trouble_is_asked_for_again(site: Loopback, status: int) -> None:
    assert content(get(site.serve("/a", text("", status=status), text("ok")))) == b"ok"
    assert site.requests["/a"] == 2


def test_attempts_end(site: Loopback) -> None:
    assert failure(site.serve("/a", text("", status=500))).reason == "http_500"
    assert site.requests["/a"] == 3


def test_retry_after_is_honoured(site: Loopback) -> None:
    started = time.monotonic()
    content(get(site.serve("/a", text("", status=503, Retry_After="1"), text("ok"))))
    assert time.monotonic() - started >= 1
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    started = time.monotonic()
    content(get(site.serve("/b", text("", status=503, Retry_After=soon), text("ok"))))
    assert time.monotonic() - started >= 0.8
    content(get(site.serve("/c", text("", status=503, Retry_After="soon"), text("ok"))))
    failure(site.serve("/d", text("", status=503, Retry_After="3600"), text("ok")))
    assert site.requests["/d"] == 1


def test_a_silent_server(site: Loopback) -> None:
    error = failure(site.serve("/a", lambda _: time.sleep(0.5)), silence=0.1)
    assert (error.reason, site.requests["/a"]) == ("timeout", 3)


def test_a_dripping_server(site: Loopback) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"x")
                time.sleep(0.02)
        except OSError:
            return

    limits = FetchLimits(max_bytes=1000, total_seconds=0.2, attempts=1)
    assert failure(site.serve("/a", drip), limits).reason == "timeout"


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    """Send a header every 20 ms for 4 s: no silence is long."""
    with suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(200):
            handler.wfile.write(f"X-{number}: 1\r\n".encode())
            time.sleep(0.02)


def later(seconds: float, answer: Answer) -> Answer:
    def wait(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        answer(handler)

    return wait


@pytest.mark.parametrize(
    "answer",
    [
        drip_headers,
        later(0.2, text("", status=302, Location="/a")),
        later(0.2, text("", status=503)),
        later(0.2, text("", status=503, Retry_After="1")),
    ],
    ids=["headers that drip", "slow redirects", "slow failures", "waits"],
)
def test_the_time_is_that_of_the_whole_fetch(site: Loopback, answer: Answer) -> None:
    limits = FetchLimits(max_bytes=1000, total_seconds=0.5, attempts=20, backoff_seconds=0.01)
    started = time.monotonic()
    error = failure(site.serve("/a", answer) + "?token=secret", limits)
    assert time.monotonic() - started < 1
    assert error.reason in ("timeout", "http_503")
    if error.reason == "timeout":
        assert re.fullmatch(r"http://127.0.0.1:\d+/a\?token=\*\*\*: .* after 0\.[4-9] s", str(error))


def test_a_host_whose_addresses_never_answer(site: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def connect(address: tuple[str, int], timeout: float, **_: object) -> socket.socket:
        asked.append(address[0])
        time.sleep(timeout)
        raise TimeoutError

    addresses = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{n}", 80)) for n in range(1, 100)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)
    monkeypatch.setattr(socket, "create_connection", connect)
    limits = FetchLimits(max_bytes=1000, total_seconds=0.5, attempts=1)
    started = time.monotonic()
    assert failure("http://many.example/a", limits, silence=0.2).reason == "timeout"
    assert time.monotonic() - started < 1
    assert asked == ["127.0.0.1", "127.0.0.2", "127.0.0.3"]


def test_the_next_address_of_a_host_is_asked(site: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def resolve(host: str, *more: Any, **named: Any) -> list[Any]:
        hosts = ["127.0.0.3", "127.0.0.1"] if host == "two.example" else [host]
        return [found for one in hosts for found in real(one, *more, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert content(get(site.serve("/a", text("ok")).replace("127.0.0.1", "two.example"))) == b"ok"


def test_a_connection_that_breaks_off(site: Loopback) -> None:
    assert failure(site.serve("/a", body(b"half", Content_Length="9"))).reason == "transport"


def redirect(location: str) -> Answer:
    return body(b"x" * 10, status=302, Location=location)


def test_redirects(site: Loopback) -> None:
    site.serve("/end", text("ok"))
    for number in range(5):
        site.serve(f"/{number}", redirect(f"/{number + 1}" if number < 4 else "/end"))
    assert content(get(site.base_url + "/0")) == b"ok"
    assert failure(site.serve("/loop", redirect("/loop"))).reason == "too_many_redirects"
    assert site.requests["/loop"] == 6
    assert failure(site.serve("/file", redirect("file:///etc/passwd"))).reason == "bad_url"
    assert failure(site.serve("/nowhere", text("", status=302))).reason == "http_302"


def keep_headers(kept: list[Message]) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        kept.append(handler.headers)
        text("ok")(handler)

    return answer


def test_headers_of_the_settings_stay_with_their_origin(site: Loopback) -> None:
    kept: list[Message] = []
    secrets = {"X-Key": "secret", "Authorization": "secret", "Cookie": "secret", "Accept": "audio/x-mpegurl"}
    site.serve("/end", keep_headers(kept))
    site.serve("/same", redirect("/end"))
    with loopback() as other, client(headers=secrets, user_agent="VLC") as http:
        other.serve("/end", keep_headers(kept))
        for url in (site.base_url + "/same", site.serve("/away", redirect(other.base_url + "/end"))):
            content(fetch(http, url, LIMITS, etag='"1"'))
    near, far = kept
    assert (near["X-Key"], near["Authorization"]) == ("secret", "secret")
    assert "secret" not in far.as_string()
    assert (far["User-Agent"], far["Accept"], far["If-None-Match"]) == ("VLC", "audio/x-mpegurl", '"1"')
    assert far["Host"] in other.base_url


def test_headers_may_be_for_some_hosts_alone(site: Loopback) -> None:
    kept: list[Message] = []
    url = site.serve("/a", keep_headers(kept))
    headers = {"X-Key": "secret", "Authorization": "secret"}
    with client(headers=headers, header_urls=["http://127.0.0.1:1/list.m3u"]) as http:
        content(fetch(http, url, LIMITS))
        content(fetch(http, url.replace("//127.0.0.1", "//bob:pw@localhost"), LIMITS))
    assert (kept[0]["X-Key"], kept[0]["Authorization"]) == ("secret", "secret")
    assert kept[1]["X-Key"] is None
    assert kept[1]["Authorization"].startswith("Basic ")


def test_origins_are_scheme_host_and_port() -> None:
    assert is_same_origin("http://h/a", "HTTP://H:80/b?c")
    for other in ("https://h/a", "http://h:8080/a", "http://h.example/a"):
        assert not is_same_origin("http://h/a", other)


def test_no_server_and_no_file(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://bob:secret@127.0.0.1:{free.getsockname()[1]}/"
    assert failure(url).reason == "connect"
    assert failure((tmp_path / "none").as_uri()).reason == "file_not_found"
    assert failure(tmp_path.as_uri()).reason == "file_unreadable"


@pytest.mark.parametrize(
    "url", ["gopher://h/a", "http:///a", "http://h:port/a", "file:///a%00b", "file:///a\ud800"]
)
def test_bad_urls(url: str) -> None:
    assert failure(url).reason == "bad_url"


@pytest.mark.parametrize("host", ["a..example", "a" * 64 + ".example"])
def test_names_that_no_host_can_have(host: str) -> None:
    assert failure(f"http://{host}/a", FetchLimits(1, attempts=1)).reason == "connect"


def test_an_encoding_that_was_not_asked_for(site: Loopback) -> None:
    assert failure(site.serve("/a", body(b"x", Content_Encoding="br"))).reason == "bad_encoding"


def test_logs_hold_no_login(site: Loopback, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        content(get(site.serve("/a", text("ok")) + "?password=secret"))
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "value",
    ["Sat, 21 Nov 2015 12:00:00 -0000", "Sat, 21 Nov 2015 12:00:00", "Mon, 01 Jan 99999999999 00:00:00 GMT"],
)
def test_an_odd_retry_after_is_no_fault_of_ours(site: Loopback, value: str) -> None:
    assert content(get(site.serve("/a", text("", status=429, Retry_After=value), text("new")))) == b"new"


def test_validators_that_cannot_be_sent_are_left_out(site: Loopback) -> None:
    assert content(get(site.serve("/a", text("new")), etag='"\u00fc"', last_modified="\u00fc")) == b"new"
