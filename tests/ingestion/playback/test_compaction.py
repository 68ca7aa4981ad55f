"""From spool lines to rows: all of them, exactly, again and again, and what is damaged into quarantine."""

import json
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import polars as pl
import pytest

from app.spool_lines import Observed, Receipt, batch_lines, event_lines, reject_lines
from ingestion.landing import RawStore
from ingestion.parsers.cmcd.reports import parse_cmcd_body
from ingestion.parsers.contract import Reason, Reject
from ingestion.parsers.events import parse_batch
from ingestion.playback.compaction import Landed, land_batch, read_segments
from ingestion.playback.quarantine import CORRUPT, INVALID, ORPHANED
from ingestion.playback.viewers import Anonymiser, client_key, viewer_key

RECEIVED = 1795255205123
DAY = 86_400_000


def event(name: str, **fields: Any) -> dict[str, Any]:
    sent = {"session_id": "s", "content_id": "c", "type": "playing", "client_at": RECEIVED - 5000}
    return {"event_id": name, **sent, **fields}


def lines(*names: str, received_at: int = RECEIVED, fields: dict[str, Any] | None = None) -> bytes:
    events = [event(name, **(fields or {})) for name in names]
    parsed = parse_batch(json.dumps({"events": events}).encode(), max_events=500)
    assert parsed.rejects == []
    return event_lines(parsed.events, Receipt("events", "b-1", received_at, RECEIVED - 10))


def line(name: str) -> bytes:
    """The line of one event, without its receipt."""
    return lines(name).splitlines(keepends=True)[1]


def segment(folder: Path, content: bytes, name: str = "a") -> Path:
    path = folder / f"{name}.ndjson"
    path.write_bytes(content)
    return path


def read(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    frames = list(read_segments([path]))
    return pl.concat([frame.events for frame in frames]), pl.concat([frame.rejects for frame in frames])


def test_every_column_arrives_as_it_was_sent(tmp_path: Path) -> None:
    fields = {
        "seq": 3,
        "viewer_id": "key",
        "position_seconds": 1.5,
        "is_live": False,
        "content_title": '«é»\u2028"\\',
        "custom": {"plan": 'gold "x"\n', "b": "ü"},
        "colour": {"deep": [1, None]},
    }
    (row,) = read(segment(tmp_path, lines("e-1", fields=fields)))[0].to_dicts()
    assert json.loads(row.pop("custom")) == fields["custom"]
    assert json.loads(row.pop("extra")) == {"colour": {"deep": [1, None]}}
    assert {name: value for name, value in row.items() if value is not None} == {
        "event_id": "e-1",
        "session_id": "s",
        "viewer_key": "key",
        "content_id": "c",
        "source": "events",
        "event_type": "playing",
        "received_at": datetime.fromisoformat("2026-11-21T10:00:05.123"),
        "sent_at": datetime.fromisoformat("2026-11-21T10:00:05.113"),
        "client_at": datetime.fromisoformat("2026-11-21T10:00:00.123"),
        "seq": 3,
        "position_seconds": 1.5,
        "is_live": False,
        "content_title": fields["content_title"],
        "batch_id": "b-1",
    }


def test_cmcd_and_rejects_arrive(tmp_path: Path) -> None:
    parsed = parse_cmcd_body(b"e=ps,sta=p,sn=1,ts=1795227946142,v=2", "application/cmcd")
    receipt = Receipt("cmcd", "b-2", RECEIVED)
    rejects = [Reject(4, "e", Reason.BAD_TYPE, "seq", "{}"), Reject(5, None, Reason.BAD_TYPE, None, "5")]
    content = event_lines(parsed.events, receipt) + reject_lines(rejects, receipt)
    events, quarantine = read(segment(tmp_path, content))
    assert events.select("source", "session_id", "seq").rows() == [("cmcd", None, 1)]
    assert json.loads(events["cmcd"].item())["sta"] == "p"
    assert quarantine.select("reject_id", "source", "event_index", "event_id", "reason", "detail").rows() == [
        ("b-2-4", "cmcd", 4, "e", "bad_type", "seq"),
        ("b-2-5", "cmcd", 5, None, "bad_type", None),
    ]


@pytest.mark.parametrize(
    "damage",
    [b"\0" * 4096 + b"\n", b"nonsense\n", b"{}\n", b"null\n", b"5\n", b"\xff\xfe\n", b"   \n",
     line("x")[:-20] + b"\n", line("x").replace(b'"playing"', b"[}"),
     line("x").replace(b'"c"', b'"c'), b'{"batch_id":"b-1"}\n',
     b"\0" * 100 + line("x")],
)  # fmt: skip
def test_damaged_lines_cost_only_themselves(tmp_path: Path, damage: bytes) -> None:
    events, rejects = read(segment(tmp_path, lines("a", "b") + damage + lines("c")))
    assert events["event_id"].to_list() == ["a", "b", "c"]
    assert rejects.select("reason", "event_index").rows() == [(CORRUPT, 3)]
    assert rejects["original"].item() == damage.removesuffix(b"\n").decode(errors="replace")[:4096]


def test_a_torn_last_line_was_never_answered_for(tmp_path: Path) -> None:
    torn = [segment(tmp_path, lines("a") + lines("x")[:-9], "a"), segment(tmp_path, lines("b"), "b")]
    (frames,) = read_segments(torn)
    assert frames.events["event_id"].to_list() == ["a", "b"]
    assert frames.rejects.is_empty()


def test_rows_that_break_the_schema_go_to_quarantine_naming_the_column(tmp_path: Path) -> None:
    bad = lines("x").replace(b'"playing"', b'"dance"') + lines("y" * 60).replace(b"yyyy", b"zzzzzzzz")
    events, rejects = read(segment(tmp_path, lines("a") + bad + lines("b")))
    assert events["event_id"].to_list() == ["a", "b"]
    assert rejects.select("reason", "detail").rows() == [(INVALID, "event_type"), (INVALID, "event_id")]
    assert json.loads(rejects["original"][0])["event_type"] == "dance"


def test_old_and_future_times_are_for_the_warehouse_to_judge(tmp_path: Path) -> None:
    times = (RECEIVED + 9 * DAY, 10**12)
    content = b"".join(lines("a", fields={"client_at": time}) for time in times)
    events, rejects = read(segment(tmp_path, content))
    assert (events.height, rejects.height) == (2, 0)


def test_a_batch_lands_by_day_and_again_as_the_same_files(tmp_path: Path) -> None:
    first = lines("a") + lines("b", received_at=RECEIVED + DAY)
    segments = [segment(tmp_path, first, "a"), segment(tmp_path, lines("c") + b"nonsense\n", "b")]
    store = RawStore(tmp_path / "raw")
    landed = [land_batch(store, "batch-1", segments, chunk_bytes=size) for size in (300, 300)]
    assert landed[0] == landed[1]
    assert landed[0][:2] == (3, 1)
    rows = store.scan("playback_events").collect().sort("event_id")
    assert rows["event_id"].to_list() == ["a", "b", "c"]
    days = {path.parent.name for path in landed[0].files if "playback_events" in path.parts}
    assert days == {"received_date=2026-11-21", "received_date=2026-11-22"}


@pytest.mark.parametrize("chunk_bytes", [1, 1000, 10**9])
def test_chunks_hold_whole_lines_whatever_their_size(tmp_path: Path, chunk_bytes: int) -> None:
    names = [f"e-{number}" for number in range(20)]
    starts = range(0, 20, 5)
    segments = [segment(tmp_path, lines(*names[start : start + 5]), f"{start:02}") for start in starts]
    frames = list(read_segments(segments, chunk_bytes=chunk_bytes))
    assert [name for frame in frames for name in frame.events["event_id"]] == names


def test_an_empty_batch_lands_nothing(tmp_path: Path) -> None:
    assert land_batch(RawStore(tmp_path), "batch-1", [segment(tmp_path, b"")]) == Landed(0, 0, [], 0)


def test_what_was_observed_of_the_request_is_on_every_event(tmp_path: Path) -> None:
    seen = Observed(
        site_id="main", country_code="DE", asn=64496, as_organization="Net", device_type="tv",
        os_name="Tizen", os_version="6.0", browser_name="Safari", browser_version="9", is_bot=False,
    )  # fmt: skip
    parsed = parse_batch(json.dumps({"events": [event("a"), event("b"), {}]}).encode(), max_events=9)
    receipt = Receipt("events", "b-1", RECEIVED, None, seen)
    events, rejects = read(segment(tmp_path, batch_lines(parsed.events, parsed.rejects, receipt)))
    assert events.select(Observed.__struct_fields__).rows() == [msgspec.structs.astuple(seen)] * 2
    assert rejects.select("source", "event_index", "reason").rows() == [("events", 2, "missing_field")]


def test_a_viewers_two_keys_are_told_apart(tmp_path: Path) -> None:
    parsed = parse_batch(
        json.dumps({"events": [event("a", viewer_id="v"), event("b")]}).encode(), max_events=9
    )
    Anonymiser(b"salt").anonymise(parsed.events, received_at=RECEIVED)
    events, _ = read(segment(tmp_path, event_lines(parsed.events, Receipt("events", "b", RECEIVED))))
    keys = (viewer_key(b"salt", "v"), client_key(b"salt", "s", "v"))
    assert events.select("viewer_key", "client_key").rows() == [keys, (None, None)]


def test_lines_whose_receipt_is_lost_are_quarantined_and_not_given_another(tmp_path: Path) -> None:
    first, second = lines("a"), lines("x", "y").replace(b"b-1", b"b-2")
    receipt, *orphans = second.splitlines(keepends=True)
    damaged = first + receipt[:-9] + b"\n" + b"".join(orphans) + lines("c")
    (frames,) = read_segments([segment(tmp_path, damaged)])
    assert frames.events["event_id"].to_list() == ["a", "c"]
    assert frames.rejects.select("reason", "event_id", "batch_id").rows() == [
        (CORRUPT, None, ""), (ORPHANED, "x", "b-2"), (ORPHANED, "y", "b-2"),
    ]  # fmt: skip
    assert json.loads(frames.rejects["original"][1])["event"]["content_id"] == "c"
    assert frames.line_count == 5


@pytest.mark.parametrize("chunk_bytes", [1, 200, 700, 10**9])
def test_every_line_but_the_receipts_is_one_row_however_damaged(tmp_path: Path, chunk_bytes: int) -> None:
    random = Random(chunk_bytes)  # noqa: S311 - the same damage every time
    content = b"".join(lines(*(f"{n}-{i}" for i in range(random.randint(1, 9)))) for n in range(60))
    damaged = bytearray(content)
    for _ in range(60):
        damaged[random.randrange(len(damaged))] = random.choice(b'{}"x,0:')
    store = RawStore(tmp_path / "raw")
    landed = land_batch(store, "b", [segment(tmp_path, bytes(damaged))], chunk_bytes=chunk_bytes)
    assert landed.is_complete
    assert landed.reject_count > 10
    counted = [store.scan(name).collect().height for name in ("playback_events", "playback_rejects")]
    assert counted == [landed.event_count, landed.reject_count]


def test_a_row_that_went_missing_is_noticed() -> None:
    assert Landed(3, 1, [], 4).is_complete
    assert not Landed(2, 1, [], 4).is_complete
    assert not Landed(4, 1, [], 4).is_complete
