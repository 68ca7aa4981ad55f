"""From spool lines to rows: all of them, exactly, again and again, and what is damaged into quarantine."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from app.spool_lines import Receipt, event_lines, reject_lines
from ingestion.compaction import CORRUPT, INVALID, Landed, land_batch, read_segments
from ingestion.landing import RawStore
from ingestion.parsers.cmcd import parse_cmcd_body
from ingestion.parsers.contract import Reason, Reject
from ingestion.parsers.events import parse_batch

RECEIVED = 1795255205123
DAY = 86_400_000


def lines(*names: str, received_at: int = RECEIVED, fields: dict[str, Any] | None = None) -> bytes:
    sent = {"session_id": "s", "content_id": "c", "type": "playing", "client_at": RECEIVED - 5000}
    events = [{"event_id": name, **sent, **(fields or {})} for name in names]
    parsed = parse_batch(json.dumps({"events": events}).encode(), max_events=500)
    assert parsed.rejects == []
    return event_lines(parsed.events, Receipt("events", "b-1", received_at, RECEIVED - 10))


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
     lines("x")[:-20] + b"\n", lines("x").replace(b'"playing"', b"[}"),
     lines("x").replace(b'"c"', b'"c'),
     b"\0" * 100 + lines("x")],
)  # fmt: skip
def test_damaged_lines_cost_only_themselves(tmp_path: Path, damage: bytes) -> None:
    events, rejects = read(segment(tmp_path, lines("a", "b") + damage + lines("c")))
    assert events["event_id"].to_list() == ["a", "b", "c"]
    assert rejects.select("reason", "event_index").rows() == [(CORRUPT, 2)]
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
    assert land_batch(RawStore(tmp_path), "batch-1", [segment(tmp_path, b"")]) == Landed(0, 0, [])
