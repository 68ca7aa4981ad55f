"""What of the spool is no row of a raw table -> rows of `playback_rejects` that say why. Pure."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import pandera.errors
import polars as pl

from ingestion.schemas.base import RawTable, polars_schema
from ingestion.schemas.playback import PlaybackRejects

CORRUPT = "corrupt_spool_line"
INVALID = "invalid_row"
ORPHANED = "lost_receipt"
_SOURCE = re.compile(r'"source":"(\w{1,16})"')
_ORIGINAL_CHARACTERS = 4096


def split_valid(
    table: type[RawTable], frame: pl.DataFrame, written_at: datetime
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that keep to the schema, and rejects for the others naming the column."""
    try:
        table.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        faults = dict(errors.failure_cases.select("index", "column").sort("index").iter_rows())
        bad = [_invalid(frame.row(row, named=True), column, written_at) for row, column in faults.items()]
        return frame.filter(~pl.int_range(pl.len()).is_in(list(faults))), reject_frame(bad)
    return frame, reject_frame([])


def _invalid(row: dict[str, object], column: str, written_at: datetime) -> dict[str, object]:
    original = msgspec.json.encode({name: value for name, value in row.items() if value is not None}).decode()
    return {
        "reject_id": _digest(original),
        "batch_id": row["batch_id"] or "",
        "source": row["source"] or _source_of(original),
        "received_at": row["received_at"] or written_at,
        "event_index": 0,
        "event_id": row["event_id"],
        "reason": INVALID,
        "detail": column,
        "original": original[:_ORIGINAL_CHARACTERS],
    }


def corrupt_row(index: int, line: bytes, written_at: datetime) -> dict[str, object]:
    """The reject of a line that cannot be read."""
    original = line.rstrip(b"\n").decode(errors="replace")
    return {
        "reject_id": _digest(f"{written_at}|{index}|{original}"),
        "batch_id": "",
        "source": _source_of(original),
        "received_at": written_at,
        "event_index": index,
        "event_id": None,
        "reason": CORRUPT,
        "detail": f"{len(line)} bytes",
        "original": original[:_ORIGINAL_CHARACTERS],
    }


def orphaned_row(row: dict[str, Any], written_at: datetime) -> dict[str, object]:
    """The reject of what came with a request whose receipt is lost."""
    content = {name: value for name, value in row.items() if value is not None}
    original = msgspec.json.encode(content).decode()
    return {
        "reject_id": _digest(original),
        "batch_id": row["batch_id"] or "",
        "source": _source_of(original),
        "received_at": written_at,
        "event_index": 0,
        "event_id": (row["event"] or row["reject"])["event_id"],
        "reason": ORPHANED,
        "detail": None,
        "original": original[:_ORIGINAL_CHARACTERS],
    }


def reject_frame(rows: Sequence[dict[str, object]]) -> pl.DataFrame:
    """Rows as a frame of `playback_rejects`."""
    return pl.DataFrame(rows, schema=polars_schema(PlaybackRejects))


def _source_of(text: str) -> str:
    """The source that a line tells of itself; only CMCD's events carry a `cmcd`."""
    named = _SOURCE.search(text)
    return named[1] if named else "cmcd" if '"cmcd":"' in text else "events"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
