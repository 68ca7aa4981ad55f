"""Lines of the spool, as `app.spool_lines` writes them -> columns of the raw tables. Pure."""

from contextlib import suppress
from io import BytesIO

import polars as pl

from ingestion.playback.viewers import KEY_CHARACTERS
from ingestion.schemas.base import RawTable, polars_schema
from ingestion.schemas.playback import PlaybackEvents, PlaybackRejects

_LINE_OF_COLUMN = {"event_index": "index", "event_type": "type", "viewer_key": "viewer_id"}
_OF_RECEIPT = ("source", "received_at", "sent_at")
_OBSERVED = (
    "site_id", "country_code", "asn", "as_organization", "device_type", "os_name", "os_version",
    "browser_name", "browser_version", "is_bot",
)  # fmt: skip
_TIMES = ("received_at", "sent_at", "client_at")
_OF_ROW = ("batch_id", "reject_id", "viewer_key", "client_key")


def join_lines(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """One frame of the frames of `parse_lines`, also of none."""
    return pl.concat(frames) if frames else pl.DataFrame(schema=_LINE_SCHEMA)


def parse_lines(lines: list[bytes], offset: int) -> tuple[list[pl.DataFrame], list[tuple[int, bytes]]]:
    """Frames of the lines that can be read, and the others with their place; found by halving."""
    with suppress(pl.exceptions.PolarsError):
        frame = pl.read_ndjson(BytesIO(b"".join(lines)), schema=_LINE_SCHEMA)
        has_one = pl.sum_horizontal(pl.col("receipt", "event", "reject").is_not_null()) == 1
        if frame.height == len(lines) and frame.select(has_one.all()).item():
            return [frame], []
    if len(lines) == 1:
        return [], [(offset, lines[0])]
    middle = len(lines) // 2
    left, right = parse_lines(lines[:middle], offset), parse_lines(lines[middle:], offset + middle)
    return left[0] + right[0], left[1] + right[1]


def select_events(lines: pl.DataFrame) -> pl.DataFrame:
    """The events of lines with their receipts, in the columns of `playback_events`."""
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


def select_rejects(lines: pl.DataFrame) -> pl.DataFrame:
    """The rejects of lines with their receipts, in the columns of `playback_rejects`."""
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


def _content_schema(table: type[RawTable]) -> pl.Struct:
    elsewhere = {*_OF_RECEIPT, *_OBSERVED, *_OF_ROW} - {"viewer_key", "client_key"}
    return pl.Struct(
        {
            _LINE_OF_COLUMN.get(name, name): pl.Int64() if name in _TIMES else dtype
            for name, dtype in polars_schema(table).items()
            if name not in elsewhere
        }
    )


IS_RECEIPT = pl.col("receipt").is_not_null()
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
