"""Simulated events as players send them (JSON batches) and as compaction lands them (raw rows). Pure."""

from collections.abc import Callable, Iterator

import polars as pl

from ingestion.schemas.base import polars_schema
from ingestion.schemas.playback import PlaybackEvents

BATCH_EVENTS = 500
BODY_BYTES = 1_000_000  # a little less than the 1 MiB that the contract allows

_DELIVERY_MS = 1_000


class Batch:
    """Events of devices whose clocks are equally wrong. The body is made at sending, for its `sent_at`."""

    def __init__(self, events: bytes, count: int, clock_offset_ms: int) -> None:
        self.count = count
        self._events = events
        self._clock_offset_ms = clock_offset_ms

    def body(self, now_ms: int) -> bytes:
        """The JSON body; `now_ms` is Unix ms."""
        head = b'{"schema_version":1,"sent_at":%d,"events":[' % (now_ms + self._clock_offset_ms)
        return head + self._events + b"]}"


def split_into_batches(events: pl.DataFrame) -> Iterator[Batch]:
    """Batches of at most 500 events and 1 MB; the events of a view stay in their order.

    One `sent_at` stands for a whole batch, so devices are grouped by how far their clocks are ahead.
    """
    for group in events.partition_by("clock_offset_seconds", maintain_order=True):
        offset_ms = group["clock_offset_seconds"][0] * 1000
        sent = group.drop("clock_offset_seconds")
        for start in range(0, sent.height, BATCH_EVENTS):
            yield from _batches(sent[start : start + BATCH_EVENTS], offset_ms)


def _batches(events: pl.DataFrame, offset_ms: int) -> Iterator[Batch]:
    lines = events.write_ndjson().encode().rstrip(b"\n")
    if len(lines) > BODY_BYTES and events.height > 1:
        middle = events.height // 2
        yield from _batches(events[:middle], offset_ms)
        yield from _batches(events[middle:], offset_ms)
    else:
        yield Batch(lines.replace(b"\n", b","), events.height, offset_ms)


def build_raw_events(
    events: pl.DataFrame, viewer_key: Callable[[str], str], *, batch_id: str
) -> pl.DataFrame:
    """Rows of `playback_events`, as if each event had been sent when it happened and received a second later.

    `viewer_key` hashes a viewer's id; it is called once per viewer.
    """
    viewers = events["viewer_id"].unique()
    keys = pl.DataFrame({"viewer_id": viewers, "viewer_key": [viewer_key(one) for one in viewers]})
    offset_ms = pl.col("clock_offset_seconds") * 1000
    received_ms = pl.col("client_at") - offset_ms + _DELIVERY_MS
    rows = events.join(keys, on="viewer_id", how="left", maintain_order="left").with_columns(
        source=pl.lit("events"),
        event_type="type",
        received_at=_timestamp(received_ms),
        sent_at=_timestamp(received_ms + offset_ms),
        client_at=_timestamp(pl.col("client_at")),
        batch_id=pl.lit(batch_id),
    )
    schema = polars_schema(PlaybackEvents)
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in schema.items() if name not in rows.columns]
    return rows.with_columns(missing).select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def _timestamp(unix_ms: pl.Expr) -> pl.Expr:
    return pl.from_epoch(unix_ms, time_unit="ms").cast(pl.Datetime("us"))
