"""Beacons of mux-embed: the captured sessions against what happened in their pages, and hostile bodies."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ingestion.parsers.mux.beacons import ParsedBeacon, TooManyBeaconEventsError, parse_beacon
from ingestion.parsers.mux.event import MuxEvent

SAMPLES = Path("data/samples/mux").resolve()
CAPTURES = sorted(path.name.removesuffix(".truth.json") for path in SAMPLES.glob("*.truth.json"))
AT = 1795228715436


def event(name: str, number: int = 1, /, **keys: object) -> dict[str, object]:
    return {"e": name, "xid": "view-1", "xsqno": number, "uti": AT + number, "vid": "movie-1", **keys}


def parse(*events: object, sent_at: object = AT + 10_000) -> ParsedBeacon:
    body = {"metadata": {"transmission_timestamp": sent_at, "rtt_ms": 4}, "events": list(events)}
    return parse_beacon(json.dumps(body).encode())


def only(*events: object) -> MuxEvent:
    parsed = parse(*events)
    assert not parsed.rejects
    [found] = parsed.events
    return found


def captured(name: str) -> list[MuxEvent]:
    """The events of a session as the warehouse orders them, each once."""
    found: dict[str, MuxEvent] = {}
    for body in _bodies(name):
        parsed = parse_beacon(body)
        assert not parsed.rejects
        assert parsed.sent_at is not None
        for one in parsed.events:
            assert found.setdefault(one.event_id, one) == one
    return sorted(found.values(), key=lambda one: one.seq or 0)


def _bodies(name: str) -> Iterator[bytes]:
    for request in map(json.loads, (SAMPLES / f"{name}.jsonl").read_text().splitlines()):
        if request["kind"] == "report":
            yield request["body"].encode()


def truth(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SAMPLES / f"{name}.truth.json").read_text())
    return content


def times(events: list[MuxEvent], kind: str) -> list[int]:
    return [one.client_at for one in events if one.type == kind]


def media_times(name: str, kind: str) -> list[int]:
    return [one["ts"] for one in truth(name)["media_events"] if one["type"] == kind]


@pytest.mark.parametrize("name", CAPTURES)
def test_startup_is_that_of_the_page(name: str) -> None:
    events = captured(name)
    by_states = times(events, "playing")[0] - times(events, "view_start")[0]
    [told] = {one.startup_ms for one in events if one.startup_ms is not None}
    assert by_states == pytest.approx(truth(name)["startup_ms"], abs=50)
    assert told == pytest.approx(truth(name)["startup_ms"], abs=50)


@pytest.mark.parametrize("name", CAPTURES)
def test_seeks_and_the_end_are_those_of_the_page(name: str) -> None:
    events = captured(name)
    assert times(events, "seek_start") == pytest.approx(media_times(name, "seeking"), abs=5)
    assert len(times(events, "seek_end")) == len(times(events, "seek_start"))
    assert bool(times(events, "ended")) == truth(name)["ended"]
    assert times(events, "pause") == pytest.approx(media_times(name, "pause"), abs=5)


@pytest.mark.parametrize(("name", "until"), [("mux-hlsjs-full", "playing"), ("mux-hlsjs-abandon", "close")])
def test_a_stall_is_that_of_the_page(name: str, until: str) -> None:
    events = captured(name)
    [began], [ended] = times(events, "rebuffer_start"), times(events, "rebuffer_end")
    waited = next(at for at in media_times(name, "waiting") if at >= began - 5)
    closed = truth(name)["actions"][-1]["ts"]
    resumed = closed if until == "close" else min(at for at in media_times(name, "playing") if at > waited)
    assert ended - began == pytest.approx(resumed - waited, abs=150)


def test_where_nothing_stalled_no_stall_is_told() -> None:
    quiet = set(CAPTURES) - {"mux-hlsjs-full", "mux-hlsjs-abandon"}
    assert not [name for name in quiet if times(captured(name), "rebuffer_start")]


def test_a_fatal_error_is_told() -> None:
    [error] = [one for one in captured("mux-hlsjs-error404") if one.type == "error"]
    assert (error.is_fatal, error.error_code, error.error_category) == (True, "networkError", "playback")
    assert error.client_at == pytest.approx(truth("mux-hlsjs-error404")["errors"][-1]["ts"], abs=5)


@pytest.mark.parametrize("name", CAPTURES)
def test_each_view_is_one_numbered_session(name: str) -> None:
    events = captured(name)
    assert len({(one.session_id, one.client_key) for one in events}) == 1
    assert [one.seq for one in events] == list(range(1, len(events) + 1))
    assert {one.content_id for one in events} == {truth(name)["cid"]}
    assert all(after.client_at >= before.client_at for before, after in pairwise(events))


def test_the_live_window_is_no_duration() -> None:
    events = [one for one in captured("mux-hlsjs-live") if one.is_live]
    assert {one.duration_seconds for one in events} == {None}
    assert {one.content_type for one in events} == {"live"}


def test_what_holds_for_a_view_is_carried_within_a_body() -> None:
    first = event("viewstart", 1, uusid="me", vtt="A title", pnm="player", fnm="B", c2="gold", vsobi=5000)
    parsed = parse(first, event("playing", 2), event("hb", 3, vtt="Another"), event("hb", 1, xid="view-2"))
    carried = [(one.viewer_id, one.content_title, one.player_name, one.bitrate_bps) for one in parsed.events]
    assert carried == [
        ("me", "A title", "player", 5000),
        ("me", "A title", "player", None),
        ("me", "Another", "player", None),
        (None, None, None, None),
    ]
    assert parsed.events[0].custom == {"experiment": "B", "custom_2": "gold"}


@pytest.mark.parametrize(
    ("name", "keys", "kind"),
    [
        ("play", {"xpntimscv": 0}, "view_start"),
        ("play", {"xpntimscv": 2442}, "other"),
        ("waiting", {}, "other"),
        ("hb", {}, "heartbeat"),
        ("requestfailed", {}, "request"),
        ("adplay", {}, "ad_start"),
        ("adskipped", {}, "ad_skip"),
        ("a name that comes later", {}, "other"),
    ],
)
def test_names_become_types(name: str, keys: dict[str, object], kind: str) -> None:
    assert only(event(name, **keys)).type == kind


def test_advertisements_keep_their_fields() -> None:
    found = only(event("admidpoint", did="ad-7", dty="preroll"))
    assert (found.type, found.ad_id, found.ad_position, found.ad_quartile) == (
        "ad_quartile", "ad-7", "preroll", 50,
    )  # fmt: skip


def test_totals_are_in_the_contracts_units() -> None:
    found = only(event("hb", xpntimscv=11061, xreco=2, xredu=2966, pphti=28032, vsodu=40000, vsobi=382800))
    assert (found.played_seconds, found.rebuffer_count, found.rebuffer_seconds) == (11.061, 2, 2.966)
    assert (found.position_seconds, found.duration_seconds, found.bitrate_bps) == (28.032, 40, 382800)


def test_an_error_may_be_the_operators_or_a_warning() -> None:
    business = only(event("error", persy="warning", perbzez=True))
    assert (business.is_fatal, business.error_category) == (False, "business")


def test_a_heartbeat_does_not_move_the_stall_that_is_told_after_it() -> None:
    stall = event("rebufferstart", 3, uti=AT + 100)
    parsed = parse(event("hb", 1, uti=AT + 50), event("hb", 2, uti=AT + 600), stall)
    assert [one.client_at - AT for one in parsed.events] == [50, 100, 100]


@pytest.mark.parametrize("value", [None, True, "7", [], {}, -1, 1e300])
def test_a_value_of_the_wrong_kind_says_nothing(value: object) -> None:
    odd = dict.fromkeys(("pphti", "vsodu", "xreco", "xpntimscv"), value)
    found = only(event("hb", **odd, vtt=7, vsoisli="yes", uusid=["x"], percd=404))
    assert (found.position_seconds, found.duration_seconds, found.rebuffer_count) == (None, None, None)
    assert (found.content_title, found.is_live, found.viewer_id) == (None, None, None)


@pytest.mark.parametrize("key", ["e", "xid", "xsqno", "uti"])
@pytest.mark.parametrize("value", [None, "", -5, 4.5e300, [1]])
def test_an_event_without_its_identity_is_rejected_alone(key: str, value: object) -> None:
    parsed = parse(event("hb", 1), {**event("hb", 2, uusid="secret-viewer"), key: value})
    [reject] = parsed.rejects
    assert (len(parsed.events), reject.index, reject.reason, reject.detail) == (1, 1, "missing_field", key)
    assert "secret-viewer" not in reject.original


@pytest.mark.parametrize(
    "body",
    [b"", b"nothing", b"[]", b'{"events": {}}', b'{"metadata": 1, "events": []}', b"\xff", b"[" * 9999],
)
def test_what_is_no_beacon_is_one_reject(body: bytes) -> None:
    parsed = parse_beacon(body)
    assert (parsed.events, len(parsed.rejects)) == ([], 1)


@pytest.mark.parametrize(("key", "told"), [("abc", "abc"), (None, None), (7, None)])
def test_the_environment_key_is_told_and_not_kept(key: object, told: str | None) -> None:
    parsed = parse(event("hb", ake=key), {"e": "hb", "ake": key})
    assert parsed.env_key == told
    assert '"abc"' not in parsed.rejects[0].original


def test_a_body_that_is_cut_off_keeps_no_viewer() -> None:
    body = json.dumps({"events": [event("hb", uusid='se"cret', vtt="x")]}).encode()
    [reject] = parse_beacon(body[:-5]).rejects
    assert "cret" not in reject.original
    assert '"e":' in reject.original.replace(" ", "")


def test_events_that_are_no_objects_are_rejected() -> None:
    assert [one.reason for one in parse(7, [], None, "x").rejects] == ["bad_type"] * 4


def test_the_number_of_events_is_bounded() -> None:
    with pytest.raises(TooManyBeaconEventsError):
        parse_beacon(json.dumps({"events": [event("hb")] * 3}).encode(), max_events=2)
