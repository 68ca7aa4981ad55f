"""Spool segments to rows of `playback_events` and `playback_rejects`. Pure but for reading and landing.

A segment's line is what `app.spool_lines` writes. Rows that break the raw schema, lines that cannot be read
and lines whose receipt is lost go to `playback_rejects`: every line but the receipts becomes exactly one row,
and `Landed` tells whether it did. A torn last line is dropped: nobody was answered for it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pandera.errors
import polars as pl

from ingestion.landing import RawStore
from ingestion.playback.viewers import KEY_CHARACTERS
from ingestion.schemas.base import RawTable, polars_schema
from ingestion.schemas.playback import PlaybackEvents, PlaybackRejects

CHUNK_BYTES = 33_554_432
CORRUPT = "corrupt_spool_line"
INVALID = "invalid_row"
ORPHANED = "lost_receipt"
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - raw tables hold naive UTC
_LINE_OF_COLUMN = {"event_index": "index", "event_type": "type", "viewer_key": "viewer_id"}
_OF_RECEIPT = ("source", "received_at", "sent_at")
_OBSERVED = (
    "site_id", "country_code", "asn", "as_organization", "device_type", "os_name", "os_version",
    "browser_name", "browser_version", "is_bot",
)  # fmt: skip
_OF_ROW = ("batch_id", "reject_id", "viewer_key", "client_key")
_SOURCE = re.compile(r'"source":"(\w{1,16})"')
_RECEIPT_LINE = re.compile(rb'\{"batch_id":"[^"]*","receipt":')
_ORIGINAL_CHARACTERS = 4096
_TIMES = ("received_at", "sent_at", "client_at")


class Frames(NamedTuple):
    """Rows in the schemas of the two raw tables, and how many lines they have to account for."""

    events: pl.DataFrame
    rejects: pl.DataFrame
    line_count: int


class Landed(NamedTuple):
    """How many rows a batch's files hold, which these are, and how many rows its lines call for."""

    event_count: int
    reject_count: int
    files: list[Path]
    line_count: int

    @property
    def is_complete(self) -> bool:
        """Whether every line became exactly one row."""
        return self.line_count == self.event_count + self.reject_count


def land_batch(
    store: RawStore, batch_id: str, segments: Sequence[Path], *, chunk_bytes: int = CHUNK_BYTES
) -> Landed:
    """Land a batch's segments. Doing it again replaces the same files by equal ones. Raises OSError.

    The rows are counted in the files, as readers will find them.
    """
    events: list[Path] = []
    rejects: list[Path] = []
    line_count = 0
    for number, frames in enumerate(read_segments(segments, chunk_bytes=chunk_bytes)):
        part = f"{batch_id}-{number:04d}"
        events += _land(store, "playback_events", frames.events, part)
        rejects += _land(store, "playback_rejects", frames.rejects, part)
        line_count += frames.line_count
    return Landed(_count_rows(events), _count_rows(rejects), events + rejects, line_count)


def read_segments(segments: Iterable[Path], *, chunk_bytes: int = CHUNK_BYTES) -> Iterator[Frames]:
    """Validated frames of segments, of about `chunk_bytes` of lines each, always cut alike."""
    for chunk in _chunks(segments, chunk_bytes):
        yield _frames(chunk)


class _Chunk(NamedTuple):
    """Lines to read at once. `carried` is the receipt of the request that the cut before them parted."""

    lines: list[bytes]
    carried: list[bytes]
    written_at: datetime


def _chunks(segments: Iterable[Path], chunk_bytes: int) -> Iterator[_Chunk]:
    """Whole lines, gathered across small segments and cut out of large ones."""
    gathered: list[bytes] = []
    carried: list[bytes] = []
    size = 0
    written_at = _EPOCH
    for segment in segments:
        with segment.open("rb") as file:
            written_at = _EPOCH + timedelta(seconds=segment.stat().st_mtime)
            while lines := file.readlines(chunk_bytes):
                gathered += lines if lines[-1].endswith(b"\n") else lines[:-1]
                size += sum(map(len, lines))
                if size >= chunk_bytes:
                    yield _Chunk(gathered, carried, written_at)
                    carried = list(_last_receipt(gathered)) or carried
                    gathered, size = [], 0
    if gathered:
        yield _Chunk(gathered, carried, written_at)


def _last_receipt(lines: list[bytes]) -> Iterator[bytes]:
    return islice((line for line in reversed(lines) if _RECEIPT_LINE.match(line)), 1)


def _frames(chunk: _Chunk) -> Frames:
    parsed, corrupt = _parse(chunk.lines, 0)
    lines, carried = _joined(parsed), _joined(_parse(chunk.carried, 0)[0])
    receipts = lines.filter(_IS_RECEIPT)
    contents = lines.filter(~_IS_RECEIPT).drop("receipt")
    known = pl.concat([carried, receipts]).select("batch_id", "receipt").unique("batch_id", keep="first")
    contents = contents.join(known, on="batch_id", how="left", maintain_order="left")
    whole = contents.filter(_IS_RECEIPT)
    events, bad_events = _validated(PlaybackEvents, _select_events(whole), chunk.written_at)
    rejects, bad_rejects = _validated(PlaybackRejects, _select_rejects(whole), chunk.written_at)
    quarantine = [_corrupt(index, line, chunk.written_at) for index, line in corrupt]
    orphans = contents.filter(~_IS_RECEIPT)
    quarantine += [_orphaned(row, chunk.written_at) for row in orphans.iter_rows(named=True)]
    all_rejects = pl.concat([rejects, bad_events, bad_rejects, _rejects(quarantine)])
    return Frames(events, all_rejects, len(chunk.lines) - receipts.height)


def _joined(frames: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frames) if frames else pl.DataFrame(schema=_LINE_SCHEMA)


def _parse(lines: list[bytes], offset: int) -> tuple[list[pl.DataFrame], list[tuple[int, bytes]]]:
    """Frames of the lines that can be read, and the others with their place; found by halving."""
    with suppress(pl.exceptions.PolarsError):
        frame = pl.read_ndjson(BytesIO(b"".join(lines)), schema=_LINE_SCHEMA)
        has_one = pl.sum_horizontal(pl.col("receipt", "event", "reject").is_not_null()) == 1
        if frame.height == len(lines) and frame.select(has_one.all()).item():
            return [frame], []
    if len(lines) == 1:
        return [], [(offset, lines[0])]
    middle = len(lines) // 2
    left, right = _parse(lines[:middle], offset), _parse(lines[middle:], offset + middle)
    return left[0] + right[0], left[1] + right[1]


def _select_events(lines: pl.DataFrame) -> pl.DataFrame:
    keys = pl.col("event").struct.field("viewer_id")
    keyed = lines.filter(pl.col("event").is_not_null()).with_columns(
        keys.str.slice(0, KEY_CHARACTERS).alias("viewer_key"),
        pl.coalesce(
            pl.col("event").struct.field("client_key"), keys.str.slice(KEY_CHARACTERS).replace("", None)
        ).alias("client_key"),
    )
    return keyed.select(
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
    if name in _OF_ROW:
        column = pl.col(name)
    elif name in _OBSERVED:
        column = pl.col("receipt").struct.field("observed").struct.field(name)
    else:
        where = "receipt" if name in _OF_RECEIPT else content
        column = pl.col(where).struct.field(_LINE_OF_COLUMN.get(name, name))
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


def _orphaned(row: dict[str, Any], written_at: datetime) -> dict[str, object]:
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


def _rejects(rows: Sequence[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=polars_schema(PlaybackRejects))


def _source_of(text: str) -> str:
    """The source that a line tells of itself; only CMCD's events carry a `cmcd`."""
    named = _SOURCE.search(text)
    return named[1] if named else "cmcd" if '"cmcd":"' in text else "events"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _count_rows(files: list[Path]) -> int:
    return int(pl.scan_parquet(files).select(pl.len()).collect().item()) if files else 0


def _land(store: RawStore, table: str, frame: pl.DataFrame, part: str) -> Iterator[Path]:
    received = pl.col("received_at").dt.date()
    for day in frame.select(received.unique().sort()).to_series():
        yield store.land(table, frame.filter(received == day), received_date=day, part=part)


def _content_schema(table: type[RawTable]) -> pl.Struct:
    elsewhere = {*_OF_RECEIPT, *_OBSERVED, *_OF_ROW} - {"viewer_key", "client_key"}
    return pl.Struct(
        {
            _LINE_OF_COLUMN.get(name, name): pl.Int64() if name in _TIMES else dtype
            for name, dtype in polars_schema(table).items()
            if name not in elsewhere
        }
    )


_IS_RECEIPT = pl.col("receipt").is_not_null()
_EVENT_TYPES = polars_schema(PlaybackEvents)
_RECEIPT = pl.Struct(
    {
        "source": pl.String(),
        "received_at": pl.Int64(),
        "sent_at": pl.Int64(),
        "observed": pl.Struct({name: _EVENT_TYPES[name] for name in _OBSERVED}),
    }
)
_LINE_SCHEMA = pl.Schema(
    {
        "batch_id": pl.String(),
        "receipt": _RECEIPT,
        "event": _content_schema(PlaybackEvents),
        "reject": _content_schema(PlaybackRejects),
    }
)
