"""CMCD event mode: the standard, and what captured players really sent."""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ingestion.parsers.cmcd.reports import CmcdEvent, ParsedRecords, TooManyRecordsError, parse_cmcd_body

CAPTURES = Path("data/samples/cmcd")
TS = 1795227946142
BASE = f'cid="movie-12",e=ps,sid="s-1",sn=7,sta=p,ts={TS},v=2'


def parse(body: str | bytes, content_type: str = "application/cmcd", **options: Any) -> ParsedRecords:
    return parse_cmcd_body(body.encode() if isinstance(body, str) else body, content_type, **options)


def only(parsed: ParsedRecords) -> CmcdEvent:
    assert parsed.rejects == []
    (event,) = parsed.events
    return event


def test_a_record_fills_the_columns_in_the_contracts_units() -> None:
    record = (
        'bg,bl=(4000;v 5900;a),br=(48;a 300;v),cdn="east",cid="movie-12",dfa=4,e=t,ltc=2500,msd=181,'
        f'org.svta-co-t="A film",pr=1.25,pt=90500,sid="s-1",sn=7,st=ll,ts={TS},v=2'
    )
    event = only(parse(record, player="hls.js"))
    assert event.event_id == only(parse(record + " ")).event_id
    assert json.loads(event.cmcd)["br"] == [{"a": 48}, {"v": 300}]
    event.cmcd = ""
    assert event == CmcdEvent(
        event_id=event.event_id, type="heartbeat", client_at=TS, cmcd="", session_id="s-1",
        content_id="movie-12", seq=7, position_seconds=90.5, playback_rate=1.25, is_live=True,
        is_background=True, bitrate_bps=300_000, buffer_seconds=4.0, live_latency_ms=2500, dropped_frames=4,
        startup_ms=181, cdn="east", content_title="A film", player_name="hls.js",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "kind"),
    [("s", "view_start"), ("p", "playing"), ("k", "seek_start"), ("r", "rebuffer_start"), ("a", "pause"),
     ("e", "ended"), ("f", "error"), ("q", "view_end"), ("d", "preload"), ("w", "waiting"), ("z", "other")],
)  # fmt: skip
def test_states_are_types(state: str, kind: str) -> None:
    event = only(parse(BASE.replace("sta=p", f"sta={state}")))
    assert (event.type, event.is_fatal) == (kind, True if state == "f" else None)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("t", "heartbeat"), ("bc", "quality_change"), ("pr", "rate_change"), ("m", "volume_change"),
     ("um", "volume_change"), ("b", "visibility_change"), ("e", "error"), ("rr", "request"),
     ("as", "ad_start"),
     ("ae", "ad_end"), ("sk", "ad_skip"), ("c", "other"), ("pe", "other"), ("new", "other")],
)  # fmt: skip
def test_events_are_types(code: str, kind: str) -> None:
    assert only(parse(BASE.replace("e=ps", f"e={code}"))).type == kind


@pytest.mark.parametrize("body", [f"{BASE}", f"{BASE}\n", f"\r\n  {BASE} \r\n\n", f"\n\n{BASE}\n\n"])
def test_line_ends_and_blanks_do_not_matter(body: str) -> None:
    assert only(parse(body)) == only(parse(BASE))


@pytest.mark.parametrize(
    ("body", "reason", "detail"),
    [
        (BASE.replace("v=2", "v=3"), "newer_version", "v"),
        (BASE.replace("v=2", "v=1"), "bad_value", "v"),
        (BASE.replace(",v=2", ""), "missing_field", "v"),
        (BASE.replace("e=ps,", ""), "missing_field", "e"),
        (BASE.replace(f"ts={TS},", ""), "missing_field", "ts"),
        (BASE.replace(f"ts={TS}", "ts=12"), "missing_field", "ts"),
        (BASE + ",org-x=" + "a" * 9000, "too_long", "record"),
        ("<html>", "malformed_record", None),
        ("\xff\x00", "malformed_record", None),
        ('sid="\xe9"', "malformed_record", None),
    ],
)
def test_a_faulty_record_costs_only_itself(body: str, reason: str, detail: str | None) -> None:
    parsed = parse(f"{BASE}\n{body}\n{BASE}")
    assert len(parsed.events) == 2
    (reject,) = parsed.rejects
    assert (reject.index, reject.reason) == (1, reason)
    assert detail in (None, reject.detail)


@pytest.mark.parametrize(
    ("extra", "fault"),
    [("ttfb=1795227946142", "dropped_ttfb"), ("msd=600001", "dropped_msd"), ("bl=abc", "dropped_bl"),
     ("br=?1", "dropped_br"), ("pt=-4", "dropped_pt"), ("bg=5", "dropped_bg"), ("sf=7", "dropped_sf"),
     ("pr=17", "dropped_pr"), ("com.x-y=" + "z" * 65, "dropped_custom"),
     ("cdn=()", "dropped_cdn")],
)  # fmt: skip
def test_a_faulty_value_is_dropped_alone_and_counted(extra: str, fault: str) -> None:
    parsed = parse(f"{BASE},{extra}")
    event = only(parsed)
    assert parsed.faults == {fault: 1}
    assert event.cmcd == only(parse(BASE)).cmcd


def test_lists_and_plain_values_stand_for_each_other() -> None:
    plain, listed = (only(parse(BASE + values)) for values in (",br=300,ec=27", ',br=(300),ec=("27")'))
    assert (plain.bitrate_bps, plain.error_code) == (listed.bitrate_bps, listed.error_code) == (300_000, "27")


def test_what_is_missing_is_counted_not_refused() -> None:
    assert parse(f"e=rr,ts={TS},v=2\n" + BASE.replace("sta=p,", "")).faults == {
        "missing_sid": 1, "missing_url": 1, "missing_sta": 1,
    }  # fmt: skip
    assert only(parse(f"e=t,ts={TS},v=2")).session_id is None


def test_the_identity_is_session_number_time_and_event() -> None:
    original = only(parse(BASE)).event_id
    assert only(parse(BASE + ",bl=400")).event_id == original
    changes = [BASE.replace("s-1", "s-2"), BASE.replace("sn=7", "sn=8"), BASE.replace("e=ps", "e=t"),
               BASE.replace(str(TS), str(TS + 1))]  # fmt: skip
    unnumbered = [BASE.replace("sn=7,", ""), BASE.replace("sn=7,", "") + ",bl=400"]
    ids = {only(parse(body)).event_id for body in changes + unnumbered}
    assert len(ids | {original}) == 7


def test_json_of_older_players_is_read_alike() -> None:
    record = {"cid": "movie-12", "e": "ps", "sid": "s-1", "sn": 7, "sta": "p", "ts": TS, "v": 2}
    for content in (record, [record]):
        assert only(parse(json.dumps(content), "application/json")) == only(parse(BASE))
    bad = parse(json.dumps([record, 5, {"v": {}}]), "application/json")
    assert len(bad.events) == 1
    assert [reject.reason for reject in bad.rejects] == ["malformed_record", "missing_field"]
    assert [reject.reason for reject in parse("[[[", "application/json").rejects] == ["malformed_record"]


def test_logins_in_addresses_are_not_kept() -> None:
    parsed = parse(
        f'{BASE},url="http://u:secret@a.example/live/joe/secret/1.ts?token=secret"\nurl="http://u:secret@b/"'
    )
    assert "secret" not in parsed.events[0].cmcd
    assert "a.example" in parsed.events[0].cmcd
    assert "secret" not in parsed.rejects[0].original


def test_the_number_of_records_is_bounded() -> None:
    with pytest.raises(TooManyRecordsError):
        parse(f"{BASE}\n" * 3, max_records=2)


def test_every_captured_report_is_taken() -> None:
    types: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    for path in sorted(CAPTURES.glob("*.jsonl")):
        for body in _reports(path):
            parsed = parse(body)
            assert parsed.rejects == [], path.name
            assert len(parsed.events) == body.count("\n")
            types.update(event.type for event in parsed.events)
            faults.update(parsed.faults)
    assert sum(types.values()) == 521
    assert types["request"] == 303
    assert faults["missing_sid"] == 48  # dash.js with its default keys
    assert faults["dropped_ttfb"] == 14  # dash.js in query mode


def test_damaged_reports_get_a_constant_verdict() -> None:
    dice = random.Random(20261121)  # noqa: S311 - must repeat itself
    body = "".join(_reports(CAPTURES / "dashjs-v2-query-events-full.jsonl"))[:2000].encode()
    outcomes: Counter[bool] = Counter()
    for _ in range(60):
        damaged = bytearray(body)
        for _ in range(dice.randint(1, 8)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        first, second = parse(bytes(damaged)), parse(bytes(damaged))
        assert first == second
        outcomes.update(bool(reject.reason) for reject in first.rejects)
    assert outcomes[True] > 0


def _reports(path: Path) -> list[str]:
    requests = map(json.loads, path.read_text().splitlines())
    return [request["body"] for request in requests if request["kind"] == "report"]


def test_numbers_beyond_what_json_holds_exactly_are_dropped() -> None:
    record = {"e": "t", "ts": TS, "v": 2, "sid": "s-1"}
    body = json.dumps([{**record, "sn": 10**25}, {**record, "sn": 2**53}, {**record, "v": 10**25}])
    parsed = parse(body, "application/json")
    assert [event.seq for event in parsed.events] == [None, 2**53]
    assert parsed.faults["dropped_sn"] == parsed.faults["dropped_v"] == 1
    assert [reject.detail for reject in parsed.rejects] == ["v"]


def test_registered_custom_keys_are_dimensions() -> None:
    keys = {"co-en": '"4"', "co-sn": "2", "d-m": '"Box 3"', "d-t": "tv", "d-osn": '"OS"', "d-osv": '"9.1"',
            "ap-n": '"App"', "ap-v": '"4.2"', "c-t": "wifi", "e-i": '"exp"', "e-c": "b"}  # fmt: skip
    event = only(parse(BASE + "".join(f",org.svta-{key}={value}" for key, value in keys.items())))
    assert event.app_version == "4.2"
    assert event.custom == {
        "episode": "4", "season": "2", "device_model": "Box 3", "device_type": "tv", "os_name": "OS",
        "os_version": "9.1", "app_name": "App", "connection": "wifi", "experiment_id": "exp",
        "experiment_cell": "b",
    }  # fmt: skip


def test_stall_totals_are_kept_and_single_stalls_are_not_summed() -> None:
    event = only(parse(BASE + ",bsa=2,bsd=(900 1100),bsda=2000"))
    assert (event.rebuffer_count, event.rebuffer_seconds) == (2, 2.0)
    assert json.loads(event.cmcd)["bsd"] == [900, 1100]
