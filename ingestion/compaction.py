"""Spool segments to rows of `playback_events` and `playback_rejects`. Pure but for reading and landing.

A segment's line is what `app.spool_lines` writes. Rows that break the raw schema and lines that cannot be
read go to `playback_rejects`; nothing is dropped but a torn last line, which nobody was answered for.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import msgspec
import pandera.errors
import polars as pl

from ingestion.landing import RawStore
from ingestion.schemas.base import RawTable, polars_schema
from ingestion.schemas.playback import PlaybackEvents, PlaybackRejects

CHUNK_BYTES = 33_554_432
CORRUPT = "corrupt_spool_line"
INVALID = "invalid_row"
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - raw tables hold naive UTC
_LINE_OF_COLUMN = {"event_index": "index", "event_type": "type", "viewer_key": "viewer_id"}
_OF_RECEIPT = frozenset({"source", "batch_id", "received_at", "sent_at", "reject_id"})
_ORIGINAL_CHARACTERS = 4096
_TIMES = ("received_at", "sent_at", "client_at")


class Frames(NamedTuple):
    """Rows in the schemas of the two raw tables."""

    events: pl.DataFrame
    rejects: pl.DataFrame


class Landed(NamedTuple):
    """How many rows a batch brought, and of which files it consists."""

    event_count: int
    reject_count: int
    files: list[Path]


def land_batch(
    store: RawStore, batch_id: str, segments: Sequence[Path], *, chunk_bytes: int = CHUNK_BYTES
) -> Landed:
    """Land a batch's segments. Doing it again replaces the same files by equal ones. Raises OSError."""
    events = rejects = 0
    files: list[Path] = []
    for number, frames in enumerate(read_segments(segments, chunk_bytes=chunk_bytes)):
        part = f"{batch_id}-{number:04d}"
        files += _land(store, "playback_events", frames.events, part)
        files += _land(store, "playback_rejects", frames.rejects, part)
        events += frames.events.height
        rejects += frames.rejects.height
    return Landed(events, rejects, files)


def read_segments(segments: Iterable[Path], *, chunk_bytes: int = CHUNK_BYTES) -> Iterator[Frames]:
    """Validated frames of segments, of about `chunk_bytes` of lines each, always cut alike."""
    for chunk in _chunks(segments, chunk_bytes):
        yield _frames(chunk)


class _Chunk(NamedTuple):
    lines: list[bytes]
    written_at: datetime


def _chunks(segments: Iterable[Path], chunk_bytes: int) -> Iterator[_Chunk]:
    """Whole lines, gathered across small segments and cut out of large ones."""
    gathered: list[bytes] = []
    size = 0
    written_at = _EPOCH
    for segment in segments:
        with segment.open("rb") as file:
            written_at = _EPOCH + timedelta(seconds=segment.stat().st_mtime)
            while lines := file.readlines(chunk_bytes):
                gathered += lines if lines[-1].endswith(b"\n") else lines[:-1]
                size += sum(map(len, lines))
                if size >= chunk_bytes:
                    yield _Chunk(gathered, written_at)
                    gathered, size = [], 0
    if gathered:
        yield _Chunk(gathered, written_at)


def _frames(chunk: _Chunk) -> Frames:
    parsed, corrupt = _parse(chunk.lines, 0)
    lines = pl.concat(parsed) if parsed else pl.DataFrame(schema=_LINE_SCHEMA)
    events, bad_events = _validated(PlaybackEvents, _select_events(lines), chunk.written_at)
    rejects, bad_rejects = _validated(PlaybackRejects, _select_rejects(lines), chunk.written_at)
    quarantine = [_corrupt(index, line, chunk.written_at) for index, line in corrupt]
    return Frames(events, pl.concat([rejects, bad_events, bad_rejects, _rejects(quarantine)]))


def _parse(lines: list[bytes], offset: int) -> tuple[list[pl.DataFrame], list[tuple[int, bytes]]]:
    """Frames of the lines that can be read, and the others with their place; found by halving."""
    with suppress(pl.exceptions.PolarsError):
        frame = pl.read_ndjson(BytesIO(b"".join(lines)), schema=_LINE_SCHEMA)
        has_one = pl.col("event").is_null() != pl.col("reject").is_null()
        if frame.height == len(lines) and frame.select(has_one.all()).item():
            return [frame], []
    if len(lines) == 1:
        return [], [(offset, lines[0])]
    middle = len(lines) // 2
    left, right = _parse(lines[:middle], offset), _parse(lines[middle:], offset + middle)
    return left[0] + right[0], left[1] + right[1]


def _select_events(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.filter(pl.col("event").is_not_null()).select(
        _column("event", name, dtype) for name, dtype in polars_schema(PlaybackEvents).items()
    )


def _select_rejects(lines: pl.DataFrame) -> pl.DataFrame:
    rejects = lines.filter(pl.col("reject").is_not_null()).with_columns(
        pl.format("{}-{}", "batch_id", pl.col("reject").struct.field("index")).alias("reject_id")
    )
    return rejects.select(
        _column("reject", name, dtype) for name, dtype in polars_schema(PlaybackRejects).items()
    )


def _column(content: str, name: str, dtype: pl.DataType) -> pl.Expr:
    """A column of a raw table, out of the receipt or of what came with it."""
    line_name = _LINE_OF_COLUMN.get(name, name)
    column = pl.col(name) if name in _OF_RECEIPT else pl.col(content).struct.field(line_name)
    return (column * 1000 if name in _TIMES else column).cast(dtype).alias(name)


def _validated(
    table: type[RawTable], frame: pl.DataFrame, written_at: datetime
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that keep to the schema, and rejects for the others naming the column."""
    try:
        table.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        faults = dict(errors.failure_cases.select("index", "column").sort("index").iter_rows())
        bad = [_invalid(frame.row(row, named=True), column, written_at) for row, column in faults.items()]
        return frame.filter(~pl.int_range(pl.len()).is_in(list(faults))), _rejects(bad)
    return frame, _rejects([])


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


def _corrupt(index: int, line: bytes, written_at: datetime) -> dict[str, object]:
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


def _rejects(rows: Sequence[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=polars_schema(PlaybackRejects))


def _source_of(text: str) -> str:
    return "cmcd" if '"source":"cmcd"' in text else "events"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _land(store: RawStore, table: str, frame: pl.DataFrame, part: str) -> Iterator[Path]:
    received = pl.col("received_at").dt.date()
    for day in frame.select(received.unique().sort()).to_series():
        yield store.land(table, frame.filter(received == day), received_date=day, part=part)


def _content_schema(table: type[RawTable]) -> pl.Struct:
    return pl.Struct(
        {
            _LINE_OF_COLUMN.get(name, name): pl.Int64() if name in _TIMES else dtype
            for name, dtype in polars_schema(table).items()
            if name not in _OF_RECEIPT
        }
    )


_LINE_SCHEMA = pl.Schema(
    {
        "source": pl.String(),
        "batch_id": pl.String(),
        "received_at": pl.Int64(),
        "sent_at": pl.Int64(),
        "event": _content_schema(PlaybackEvents),
        "reject": _content_schema(PlaybackRejects),
    }
)
