"""Lines of access logs: the captured players' requests in each format, and hostile lines."""

import json
from typing import Any

import pytest

from ingestion.parsers.access_log import LINE_BYTES, LogLineError, read_log_line
from ingestion.parsers.access_log_events import LoggedRequest, LoggedRequests, read_log_lines
from tests.support.access_logs import (
    ADDRESS,
    AGENT,
    SAMPLES,
    Render,
    caddy_json,
    combined,
    common,
    media_requests,
    nginx_json,
)

IN_QUERY = sorted(path.stem for path in SAMPLES.glob("*-query-*.jsonl"))
IN_HEADERS = sorted(path.stem for path in SAMPLES.glob("*-headers-*.jsonl"))
TIME = "[21/Nov/2026:10:00:00 +0100]"


def read(name: str, render: Render) -> LoggedRequests:
    return read_log_lines(render(request).encode() for request in media_requests(name))


def truth(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SAMPLES / f"{name}.truth.json").read_text())
    return content


def only(line: str) -> LoggedRequest:
    found = read_log_lines([line.encode()])
    assert not found.rejects
    [event] = found.events
    return event


def query_line(cmcd: str, *, status: str = "200", rest: str = "") -> str:
    return f'{ADDRESS} - - {TIME} "GET /a.ts?x=1&CMCD={cmcd} HTTP/1.1" {status} 5{rest}'


@pytest.mark.parametrize("render", [combined, nginx_json, caddy_json, common])
@pytest.mark.parametrize("name", IN_QUERY)
def test_cmcd_in_the_query_is_read_from_each_format(name: str, render: Render) -> None:
    found = read(name, render)
    assert (found.rejects, found.other_count) == ([], 0)
    assert {event.session_id for event in found.events} - {None} == {truth(name)["sid"]}
    assert {event.content_id for event in found.events} - {None} == {truth(name)["cid"]}


@pytest.mark.parametrize("render", [combined, nginx_json, caddy_json])
@pytest.mark.parametrize("name", IN_HEADERS)
def test_cmcd_in_headers_is_read_from_each_format(name: str, render: Render) -> None:
    found = read(name, render)
    expected = [request for request in media_requests(name) if "cmcd-session" in request["headers"]]
    assert not found.rejects
    assert len(found.events) >= len(expected) > 0
    assert {event.session_id for event in found.events} - {None} == {truth(name)["sid"]}
    assert all(event.bitrate_bps is None or event.bitrate_bps >= 100_000 for event in found.events)


@pytest.mark.parametrize("name", IN_QUERY + IN_HEADERS)
def test_each_format_says_the_same(name: str) -> None:
    in_combined, in_json, in_caddy = (
        read(name, render).events for render in (combined, nginx_json, caddy_json)
    )
    assert [event.cmcd for event in in_combined] == [event.cmcd for event in in_json]
    assert [event.cmcd for event in in_caddy] == [event.cmcd for event in in_json]
    for one, other in zip(in_json, in_caddy, strict=True):
        assert one.client_at == pytest.approx(other.client_at, abs=1)
    assert {event.user_agent for event in in_combined + in_json + in_caddy} == {AGENT}


def test_the_startup_and_the_state_are_kept() -> None:
    kept = [json.loads(event.cmcd) for event in read("hlsjs-v1-query-full", nginx_json).events]
    assert kept[0]["su"] is True
    assert any("su" not in keys for keys in kept)
    assert {keys["rc"] for keys in kept} == {200}


def test_the_clients_address_is_kept_nowhere() -> None:
    good = combined(next(media_requests("hlsjs-v1-query-full")))
    bad = [query_line("%22"), json.dumps({"remote_addr": ADDRESS, "uri": "/?CMCD=v%3D9", "ts": 1795227869})]
    found = read_log_lines([good.encode(), *(line.encode() for line in bad)])
    assert (len(found.events), len(found.rejects)) == (1, 2)
    assert ADDRESS not in repr(found)


def test_headers_win_over_the_query() -> None:
    headers = r' "-" "agent" "-" "br=900,ot=v" "sid=\"h\",v=2"'
    event = only(query_line("br%3D100%2Csid%3D%22q%22", rest=headers))
    assert (event.session_id, event.bitrate_bps) == ("h", 900_000)


def test_the_bitrate_of_sound_is_not_that_of_the_picture() -> None:
    assert only(query_line("br%3D48%2Cot%3Da")).bitrate_bps is None
    assert only(query_line("br%3D(48%3Ba%20900%3Bv)%2Cot%3Dv%2Cv%3D2")).bitrate_bps == 900_000


@pytest.mark.parametrize(
    "time",
    ["2026-11-21T09:00:00Z", "2026-11-21T10:00:00+01:00", 1795251600, "1795251600.000", 1795251600000,
     "21/Nov/2026:10:00:00 +0100"],
)  # fmt: skip
def test_times_of_many_servers_are_understood(time: object) -> None:
    line = json.dumps({"timestamp": time, "url": "https://cdn.example/a.ts?CMCD=bl%3D100", "status": 206})
    assert only(line).client_at == 1795251600000
    assert only(query_line("bl%3D100")).client_at == 1795251600000


@pytest.mark.parametrize(
    "line",
    [
        "",
        f'{ADDRESS} - - {TIME} "GET /a.ts HTTP/1.1" 200 5',
        f'{ADDRESS} - - {TIME} "GET /a.ts?cmcd=bl%3D1 HTTP/1.1" 200 5',
        f'{ADDRESS} - - {TIME} "GET /about-CMCD HTTP/1.1" 200 5',
        f'{ADDRESS} - - {TIME} "GET /a?CMCD= HTTP/1.1" 200 5',
        '{"ts": 1795251600, "uri": "/cmcd"}',
        f'{ADDRESS} - - {TIME} "GET / HTTP/1.1" 200 5 "-" "agent" "198.51.100.7, 10.0.0.1" "rt=0.002"',
    ],
)
def test_a_line_without_cmcd_is_only_counted(line: str) -> None:
    assert read_log_lines([line.encode()]) == ([], [], 1)


@pytest.mark.parametrize(
    "line",
    [
        query_line("sid%3D%22open"),
        query_line("v%3D3%2Cbl%3D100"),
        query_line("bl%3D100").replace("2026:10", "1980:10"),
        query_line("bl%3D100").replace("/Nov/", "/Xxx/"),
        '"GET /?CMCD=bl%3D1" and no time',
        '{"uri": "/?CMCD=bl%3D1"}',
        '{"uri": "/?CMCD=bl%3D1", "time": "2026-11-21T09:00:00"}',
        '{"uri": "/?CMCD=bl%3D1", "time": [1]}',
        '{"uri": "/?CMCD=bl%3D1", "time": 1e999}',
        '{"uri": "/?CMCD=bl%3D1", ',
        '{"CMCD":' * 5000,
        query_line("bl%3D100") + "x" * LINE_BYTES,
    ],
)
def test_a_line_with_cmcd_that_cannot_be_read_is_told(line: str) -> None:
    found = read_log_lines([query_line("bl%3D100").encode(), line.encode()])
    [reject] = found.rejects
    assert (len(found.events), reject.index) == (1, 1)
    assert reject.reason in ("malformed_record", "too_long")
    assert ADDRESS not in reject.original


def test_a_value_of_the_wrong_type_is_dropped_alone() -> None:
    event = only(query_line("bl%3D-5%2Cbr%3D%22x%22%2Csid%3D%22s%22%2Cttfb%3D1795251600000"))
    assert (event.session_id, event.buffer_seconds, event.bitrate_bps) == ("s", None, None)
    assert "ttfb" not in json.loads(event.cmcd)


def test_what_is_no_line_of_ours_is_no_request() -> None:
    assert read_log_line(b"\xff\xfe\x00") is None
    with pytest.raises(LogLineError):
        read_log_line(b"\xff cmcd \xfe")
