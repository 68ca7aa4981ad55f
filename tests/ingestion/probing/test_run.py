import gzip
import json
import socket
import struct
import time
from dataclasses import replace

import polars as pl
import pytest

from ingestion.probing.model import ProbeLimits, ProbeResult, ProbeTarget, Reason
from ingestion.probing.run import run_probe
from ingestion.schemas.health import ProbeRuns, StreamChecks
from orchestration.demo.transport_stream import build_segment
from tests.ingestion.probing.servers import Answer, http, path_of, server

TS = build_segment(0, seconds=2, bps=100_000)
QUICK = ProbeLimits(
    spacing_seconds=0,
    connect_timeout_seconds=0.5,
    first_byte_timeout_seconds=0.5,
    total_timeout_seconds=5,
    retry_delay_seconds=0.01,
    stale_min_seconds=0.5,
    stale_max_seconds=0.5,
    allowed_hosts=frozenset({"127.0.0.1", "a..b"}),
)


def probe(*urls: str, limits: ProbeLimits = QUICK) -> ProbeResult:
    targets = [ProbeTarget(f"{index:032x}", url) for index, url in enumerate(urls)]
    result = run_probe(targets, limits, run_id="run", provider_id="provider")
    StreamChecks.validate(result.checks)
    ProbeRuns.validate(result.run)
    return ProbeResult(result.checks.sort("stream_key"), result.run)


def only(result: ProbeResult) -> dict[str, object]:
    return result.checks.row(0, named=True)


def evidence(check: dict[str, object]) -> dict[str, object]:
    facts: dict[str, object] = json.loads(str(check["evidence"]))
    return facts


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (http("200 OK", TS), "ok"),
        (http("404 Not Found"), "not_found"),
        (http("410 Gone"), "not_found"),
        (http("401 Unauthorized"), "unauthorized"),
        (http("403 Forbidden"), "forbidden"),
        (http("418 Teapot"), "http_error"),
        (http("429 Too Many Requests"), "rate_limited"),
        (http("451 Unavailable"), "geo_blocked"),
        (http("503 Service Unavailable"), "server_error"),
        (http("200 OK"), "empty"),
        (http("200 OK", b"<html>expired</html>", "Content-Type: video/mp2t"), "html_instead_of_media"),
        (http("200 OK", b"account expired"), "no_media"),
        (http("302 Found", b"", "Location: /again"), "redirect_loop"),
        (http("302 Found", b"", "Location: file:///etc/passwd"), "unsupported_scheme"),
        (http("302 Found", b"", "Location: http://[::1"), "error"),
        (b"ICY 200 OK\r\n\r\n", "error"),
        (b"", "connection_reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nabc", "connection_reset"),
    ],
)
@pytest.mark.parametrize("level", [1, 2])
def test_reason_of_an_answer(answer: bytes, reason: Reason, level: int) -> None:
    with server(answer) as origin:
        check = only(probe(origin.url(), limits=replace(QUICK, level=level)))
    assert check["reason"] == reason
    assert check["level"] == level


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "unsupported_scheme"),
        ("udp://@239.0.0.1:1234", "unsupported_scheme"),
        ("rtmp://127.0.0.1/live", "unsupported_scheme"),
        ("relative/path.m3u8", "unsupported_scheme"),
        ("http://127.0.0.1:99999/", "error"),
        ("http://a..b/", "dns_failed"),
    ],
)
def test_reason_of_an_address(url: str, reason: Reason) -> None:
    assert only(probe(url))["reason"] == reason


def test_a_refused_connection() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert only(probe(f"http://127.0.0.1:{unused.getsockname()[1]}/"))["reason"] == "connection_refused"


def test_a_reset_connection() -> None:
    def reset(connection: socket.socket, _head: str) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with server(reset) as origin:
        assert only(probe(origin.url()))["reason"] == "connection_reset"


def test_tls_spoken_to_a_plain_server_fails() -> None:
    with server(http("200 OK", TS)) as origin:
        assert only(probe(origin.url().replace("http:", "https:")))["reason"] == "tls_failed"


def test_silence_is_a_timeout_and_is_tried_twice() -> None:
    with server(lambda _connection, _head: time.sleep(1)) as origin:
        started = time.monotonic()
        check = only(probe(origin.url()))
        assert time.monotonic() - started < 3
        assert check["reason"] == "timeout"
        assert len(origin.heads) == 2


def test_a_drip_ends_with_the_total_time() -> None:
    def drip(connection: socket.socket, _head: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n#EXTM3U\n")
        while True:
            connection.sendall(b"#\n")
            time.sleep(0.05)

    with server(drip) as origin:
        check = only(probe(origin.url(), limits=replace(QUICK, total_timeout_seconds=0.8)))
    assert check["reason"] == "timeout"
    assert evidence(check)["detail"] == "total"


def test_a_failing_server_is_asked_once_more_and_may_recover() -> None:
    answers = iter([http("500 Oops"), http("200 OK", TS)])
    with server(lambda connection, _head: connection.sendall(next(answers))) as origin:
        check = only(probe(origin.url()))
    assert check["reason"] == "ok"
    assert evidence(check)["retries"] == 1


def test_a_client_error_is_final() -> None:
    with server(http("404 Not Found")) as origin:
        probe(origin.url())
        assert len(origin.heads) == 1


def test_endless_media_is_sampled_and_left() -> None:
    def stream(connection: socket.socket, _head: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\n\r\n")
        while True:
            connection.sendall(TS)

    with server(stream) as origin:
        check = only(probe(origin.url(), limits=replace(QUICK, sample_bytes=100_000)))
    assert check["reason"] == "ok"
    assert check["received_bytes"] == 100_000
    assert float(str(check["measured_bps"])) > 0


def test_a_segment_longer_than_the_cap_is_rated_by_its_declared_size() -> None:
    playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na.ts\n#EXT-X-ENDLIST\n"
    large = TS * 20

    def answer(connection: socket.socket, head: str) -> None:
        connection.sendall(http("200 OK", large if path_of(head) == "/a.ts" else playlist))

    with server(answer) as origin:
        check = only(probe(origin.url("/x"), limits=replace(QUICK, body_bytes=50_000)))
    assert check["reason"] == "ok"
    assert check["received_bytes"] == 50_000 + len(playlist)
    assert check["measured_bps"] == len(large) * 8 / 2


def test_a_gzipped_playlist_is_read_and_a_bomb_is_cut() -> None:
    playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n/a.ts\n#EXT-X-ENDLIST\n"
    bomb = gzip.compress(playlist + b"\n" * 50_000_000)

    def answer(connection: socket.socket, head: str) -> None:
        plain = path_of(head) == "/a.ts"
        connection.sendall(http("200 OK", TS) if plain else http("200 OK", bomb, "Content-Encoding: gzip"))

    with server(answer) as origin:
        assert only(probe(origin.url("/x.m3u8")))["reason"] == "ok"


@pytest.mark.parametrize(
    ("segment", "reason"),
    [
        (http("404 Not Found"), "segment_not_found"),
        (http("403 Forbidden"), "forbidden"),
        (http("200 OK", b"<html>"), "html_instead_of_media"),
        (http("200 OK", b"\x01\x02\x03" * 300), "no_media"),
        (http("200 OK"), "empty"),
    ],
)
def test_reason_of_a_segment(segment: bytes, reason: Reason) -> None:
    playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n/a.ts\n#EXT-X-ENDLIST\n"

    def answer(connection: socket.socket, head: str) -> None:
        connection.sendall(segment if path_of(head) == "/a.ts" else http("200 OK", playlist))

    with server(answer) as origin:
        check = only(probe(origin.url("/index.m3u8")))
    assert check["reason"] == reason
    assert evidence(check)["stage"] == "segment"
    assert check["target_duration_seconds"] == 2.0


def test_an_encrypted_segment_may_look_like_noise() -> None:
    key = b'#EXT-X-KEY:METHOD=AES-128,URI="k"\n'
    playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n" + key + b"#EXTINF:2,\n/a.ts\n#EXT-X-ENDLIST\n"

    def answer(connection: socket.socket, head: str) -> None:
        body = b"\x01\x02\x03" * 300 if path_of(head) == "/a.ts" else playlist
        connection.sendall(http("200 OK", body))

    with server(answer) as origin:
        assert only(probe(origin.url("/index.m3u8")))["reason"] == "ok"


def slow_standstill(target_seconds: float, latency_seconds: float) -> Answer:
    """A live playlist that never moves, and a segment, each after a while."""
    playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:%f\n#EXTINF:2,\n/a.ts\n" % target_seconds

    def answer(connection: socket.socket, head: str) -> None:
        time.sleep(latency_seconds)
        connection.sendall(http("200 OK", TS if path_of(head) == "/a.ts" else playlist))

    return answer


def test_watching_ends_with_the_total_time_and_is_judged_by_what_was_seen() -> None:
    limits = replace(QUICK, total_timeout_seconds=1.5, stale_min_seconds=30, stale_max_seconds=30)
    with server(slow_standstill(0.5, latency_seconds=0.3)) as origin:
        started = time.monotonic()
        check = only(probe(origin.url("/index.m3u8"), limits=limits))
    assert time.monotonic() - started < 2
    assert (check["reason"], check["has_advanced"]) == ("stale_playlist", False)


def test_a_playlist_that_could_not_be_watched_long_enough_is_not_called_stale() -> None:
    with server(slow_standstill(10, latency_seconds=0)) as origin:
        check = only(probe(origin.url("/index.m3u8"), limits=replace(QUICK, stale_max_seconds=30)))
    assert (check["reason"], check["has_advanced"]) == ("ok", False)


def test_equal_addresses_are_asked_once_and_share_the_finding() -> None:
    with server(http("404 Not Found")) as origin:
        result = probe(*[origin.url("/same")] * 5, origin.url("/other"))
        assert len(origin.heads) == 2
    assert result.checks["reason"].to_list() == ["not_found"] * 6
    assert result.checks["check_id"].n_unique() == 6


def test_entries_that_are_redirected_to_one_address_share_its_finding() -> None:
    def answer(connection: socket.socket, head: str) -> None:
        is_media = path_of(head) == "/media"
        connection.sendall(http("200 OK", TS) if is_media else http("302 Found", b"", "Location: /media"))

    with server(answer) as origin:
        result = probe(origin.url("/a"), origin.url("/b"))
        assert [path_of(head) for head in origin.heads].count("/media") == 1
    assert result.checks["reason"].to_list() == ["ok", "ok"]


def test_entries_that_redirect_to_each_other_end() -> None:
    def answer(connection: socket.socket, head: str) -> None:
        other = "/b" if path_of(head) == "/a" else "/a"
        connection.sendall(http("302 Found", b"", f"Location: {other}"))

    with server(answer) as origin:
        result = probe(origin.url("/a"), origin.url("/b"))
    assert set(result.checks["reason"]) == {"redirect_loop"}


def test_headers_of_the_entry_are_sent_through_redirects() -> None:
    def answer(connection: socket.socket, head: str) -> None:
        is_end = path_of(head) == "/end"
        connection.sendall(http("200 OK", TS) if is_end else http("301 Moved", b"", "Location: /end"))

    with server(answer) as origin:
        target = ProbeTarget("k" * 32, origin.url(), user_agent="VLC/3", referrer="http://site/")
        result = run_probe([target], QUICK, run_id="r", provider_id="p")
        heads = origin.heads
    assert all("user-agent: vlc/3" in head.lower() for head in heads)
    assert all("referer: http://site/" in head.lower() for head in heads)
    assert only(result)["redirect_count"] == 1
    assert only(result)["final_host"] == "127.0.0.1"


def test_secret_headers_go_to_the_entrys_origin_alone() -> None:
    with server(http("200 OK", TS)) as other:

        def answer(connection: socket.socket, head: str) -> None:
            to = other.url() if path_of(head) == "/end" else "/end"
            connection.sendall(http("302 Found", b"", f"Location: {to}"))

        with server(answer) as origin:
            targets = [
                ProbeTarget(
                    sid * 32, origin.url(), referrer="http://***@h/", headers={"cookie": f"sid={sid}"}
                )
                for sid in "ab"
            ]
            result = run_probe(targets, QUICK, run_id="r", provider_id="p")
            asked, elsewhere = origin.heads, other.heads
    assert result.checks["reason"].to_list() == ["ok", "ok"]
    assert sorted(line for head in asked for line in head.split("\r\n") if "sid=" in line) == [
        "cookie: sid=a", "cookie: sid=a", "cookie: sid=b", "cookie: sid=b",
    ]  # fmt: skip
    assert elsewhere
    assert not any("sid=" in head for head in elsewhere)
    assert "sid" not in repr(targets)


def test_hosts_that_are_not_allowed_are_skipped_and_never_reached_by_redirects() -> None:
    with server(http("302 Found", b"", "Location: http://127.0.0.2/x")) as origin:
        result = probe("http://192.0.2.1/live.ts", origin.url())
    assert result.checks.height == 1
    assert only(result)["reason"] == "error"
    assert evidence(only(result))["detail"] == "host_not_allowed"
    assert result.run.row(0, named=True)["skipped_count"] == 1


def test_no_more_checks_at_once_than_the_limits_say() -> None:
    def answer(connection: socket.socket, _head: str) -> None:
        time.sleep(0.05)
        connection.sendall(http("404 Not Found"))

    with server(answer) as origin:
        probe(*[origin.url(f"/{number}") for number in range(12)], limits=replace(QUICK, max_per_host=3))
        assert origin.most_open == 3
    with server(answer) as origin:
        limits = replace(QUICK, max_per_host=8, max_total=2)
        probe(*[origin.url(f"/{number}") for number in range(8)], limits=limits)
        assert origin.most_open == 2


def test_checks_on_one_host_keep_their_distance() -> None:
    with server(http("404 Not Found")) as origin:
        started = time.monotonic()
        probe(*[origin.url(f"/{number}") for number in range(4)], limits=replace(QUICK, spacing_seconds=0.2))
        assert time.monotonic() - started >= 0.6


def test_waiting_for_a_turn_does_not_count_against_the_total_time() -> None:
    def answer(connection: socket.socket, _head: str) -> None:
        time.sleep(0.2)
        connection.sendall(http("200 OK", TS))

    limits = replace(QUICK, max_per_host=1, total_timeout_seconds=0.45)
    with server(answer) as origin:
        result = probe(*[origin.url(f"/{number}") for number in range(5)], limits=limits)
    assert set(result.checks["reason"]) == {"ok"}
    assert float(str(result.checks["total_ms"].max())) < 450


def test_failing_canaries_make_the_run_invalid_and_no_stream_is_checked() -> None:
    with server(http("503 Down")) as canary, server(http("200 OK", TS)) as origin:
        result = probe(origin.url(), limits=replace(QUICK, canary_urls=(canary.url("/1"), canary.url("/2"))))
        assert origin.heads == []
    run = result.run.row(0, named=True)
    assert (run["is_valid"], run["reason"], run["canary_ok_count"]) == (False, "canaries_failed", 0)
    assert (run["planned_count"], run["checked_count"], run["skipped_count"]) == (1, 0, 1)


def test_one_good_canary_is_enough() -> None:
    with server(http("503 Down")) as bad, server(http("200 OK", TS)) as good:
        result = probe(good.url("/x"), limits=replace(QUICK, canary_urls=(bad.url(), good.url())))
    run = result.run.row(0, named=True)
    assert (run["is_valid"], run["canary_count"], run["canary_ok_count"]) == (True, 2, 1)
    assert result.checks.height == 1


def test_logins_are_in_no_column() -> None:
    playlist = b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n/live/alice/s3cret/1.m3u8?token=s3cret\n"

    def answer(connection: socket.socket, head: str) -> None:
        is_entry = path_of(head).startswith("/entry")
        connection.sendall(http("200 OK", playlist) if is_entry else http("404 Not Found"))

    with server(answer) as origin:
        result = probe(origin.url("/entry?password=s3cret").replace("//", "//alice:s3cret@", 1))
    assert only(result)["reason"] == "not_found"
    assert "s3cret" not in result.checks.write_json() + result.run.write_json()
    assert "s3cret" not in repr(ProbeTarget("k", "http://alice:s3cret@host/"))


def test_progress_is_told_for_every_stream() -> None:
    told: list[tuple[int, int]] = []
    with server(http("404 Not Found")) as origin:
        targets = [ProbeTarget(f"{n}", origin.url(f"/{n}")) for n in range(3)]

        def note(done: int, total: int) -> None:
            told.append((done, total))

        run_probe(targets, QUICK, run_id="r", provider_id="p", on_progress=note)
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_nothing_to_check_gives_empty_frames_of_the_right_shape() -> None:
    result = probe()
    assert result.checks.is_empty()
    assert result.run["is_valid"].to_list() == [True]


def test_check_ids_differ_between_runs() -> None:
    target = [ProbeTarget("a" * 32, "udp://x")]
    first = run_probe(target, QUICK, run_id="1", provider_id="p").checks
    second = run_probe(target, QUICK, run_id="2", provider_id="p").checks
    assert pl.concat([first, second])["check_id"].n_unique() == 2
