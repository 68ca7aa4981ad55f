"""What a snapshot's manifest says, as frames. Pure."""

from datetime import datetime

import polars as pl

from app.snapshot import Manifest
from dashboards import formats


def freshness(manifest: Manifest, now: datetime) -> pl.DataFrame:
    """Newest record of each source: `source`, `newest_at` (UTC, null for none), `age` (text)."""
    naive_now = now.replace(tzinfo=None)
    rows = [
        (
            source,
            newest,
            formats.NOTHING if newest is None else formats.age(newest.replace(tzinfo=None), naive_now),
        )
        for source, newest in sorted(_naive(manifest).items())
    ]
    schema: dict[str, pl.DataType] = {
        "source": pl.String(),
        "newest_at": pl.Datetime("us"),
        "age": pl.String(),
    }
    return pl.DataFrame(rows, schema, orient="row")


def tables(manifest: Manifest) -> pl.DataFrame:
    """Published tables: `table_name`, `row_count`, `size_bytes`, `size` (text)."""
    rows = [
        (name, table.row_count, table.size_bytes, formats.size(table.size_bytes))
        for name, table in sorted(manifest.tables.items())
    ]
    schema: dict[str, pl.DataType] = {
        "table_name": pl.String(),
        "row_count": pl.Int64(),
        "size_bytes": pl.Int64(),
        "size": pl.String(),
    }
    return pl.DataFrame(rows, schema, orient="row")


def _naive(manifest: Manifest) -> dict[str, datetime | None]:
    """Watermarks are UTC, written with or without saying so."""
    return {name: value and value.replace(tzinfo=None) for name, value in manifest.watermarks.items()}
