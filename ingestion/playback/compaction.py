"""Spool segments to rows of `playback_events` and `playback_rejects`. Pure but for reading and landing.

A segment's line is what `app.spool_lines` writes. Rows that break the raw schema, lines that cannot be read
and lines whose receipt is lost go to `playback_rejects`: every line but the receipts becomes exactly one row,
and `Landed` tells whether it did. A torn last line is dropped: nobody was answered for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from ingestion.landing import RawStore
from ingestion.playback.lines import IS_RECEIPT, join_lines, parse_lines, select_events, select_rejects
from ingestion.playback.quarantine import corrupt_row, orphaned_row, reject_frame, split_valid
from ingestion.playback.segments import Chunk, read_chunks
from ingestion.schemas.playback import PlaybackEvents, PlaybackRejects

CHUNK_BYTES = 33_554_432


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
    for chunk in read_chunks(segments, chunk_bytes):
        yield _frames(chunk)


def _frames(chunk: Chunk) -> Frames:
    parsed, corrupt = parse_lines(chunk.lines, 0)
    lines, carried = join_lines(parsed), join_lines(parse_lines(chunk.carried, 0)[0])
    receipts = lines.filter(IS_RECEIPT)
    contents = lines.filter(~IS_RECEIPT).drop("receipt")
    known = pl.concat([carried, receipts]).select("batch_id", "receipt").unique("batch_id", keep="first")
    contents = contents.join(known, on="batch_id", how="left", maintain_order="left")
    whole = contents.filter(IS_RECEIPT)
    events, bad_events = split_valid(PlaybackEvents, select_events(whole), chunk.written_at)
    rejects, bad_rejects = split_valid(PlaybackRejects, select_rejects(whole), chunk.written_at)
    quarantine = [corrupt_row(index, line, chunk.written_at) for index, line in corrupt]
    orphans = contents.filter(~IS_RECEIPT)
    quarantine += [orphaned_row(row, chunk.written_at) for row in orphans.iter_rows(named=True)]
    all_rejects = pl.concat([rejects, bad_events, bad_rejects, reject_frame(quarantine)])
    return Frames(events, all_rejects, len(chunk.lines) - receipts.height)


def _count_rows(files: list[Path]) -> int:
    return int(pl.scan_parquet(files).select(pl.len()).collect().item()) if files else 0


def _land(store: RawStore, table: str, frame: pl.DataFrame, part: str) -> Iterator[Path]:
    received = pl.col("received_at").dt.date()
    for day in frame.select(received.unique().sort()).to_series():
        yield store.land(table, frame.filter(received == day), received_date=day, part=part)
