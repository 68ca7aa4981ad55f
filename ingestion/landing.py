"""Write raw tables: whole files or nothing, once per part. The only module that writes to `raw/`.

`<root>/<table>/received_date=YYYY-MM-DD/<part>.parquet`, zstd, never changed after the rename. Landing the
same part again replaces it by equal content, so a step that was killed can simply run again.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from uuid import uuid4

import polars as pl

from ingestion.schemas.base import empty_frame, polars_schema
from ingestion.schemas.registry import RAW_TABLES

ZERO_ROWS_DATE = date(1970, 1, 1)


class RawStore:
    """The folder of raw tables."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def ensure_tables(self) -> None:
        """Give every raw table a zero-row file of all its columns: an empty folder can be queried, and files
        that an earlier version wrote read as if they had the columns that came since.
        """
        for table, columns in RAW_TABLES.items():
            target = self._path(table, ZERO_ROWS_DATE, "zero")
            if not target.exists() or pl.read_parquet_schema(target) != polars_schema(columns):
                write_atomically(target, empty_frame(columns).write_parquet)

    def land(self, table: str, frame: pl.DataFrame, *, received_date: date, part: str) -> Path:
        """Validate a frame and write it as one part of a table; return the file's path.

        Raises pandera's SchemaError (first fault) before anything is written.
        """
        RAW_TABLES[table].validate(frame)
        target = self._path(table, received_date, part)
        write_atomically(target, lambda path: frame.write_parquet(path, compression="zstd"))
        return target

    def scan(self, table: str) -> pl.LazyFrame:
        """All rows of a table, lazily."""
        self.ensure_tables()
        return self._read(table, "*")

    def read_newest_day(self, table: str) -> pl.DataFrame:
        """All rows of the newest `received_date` of a table."""
        self.ensure_tables()
        newest = max((self.root / table).glob("received_date=*"))
        return self._read(table, newest.name).collect()

    def _read(self, table: str, day: str) -> pl.LazyFrame:
        files = self.root / table / day / "*.parquet"
        schema = polars_schema(RAW_TABLES[table])
        return pl.scan_parquet(files, schema=schema, missing_columns="insert", hive_partitioning=False)

    def _path(self, table: str, received_date: date, part: str) -> Path:
        return self.root / table / f"received_date={received_date.isoformat()}" / f"{part}.parquet"


def write_atomically(target: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside `target`, then fsync and rename it into place.

    Raises OSError (disk full, no permission); `target` is then as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{uuid4().hex}.tmp")
    try:
        write(temporary)
        _fsync(temporary)
        temporary.rename(target)
        _fsync(target.parent)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
