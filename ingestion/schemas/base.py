"""Column types that the raw tables share, and how a schema becomes a frame.

Times are naive UTC with microseconds, so that DuckDB and Spark (TIMESTAMP_NTZ) read the same type.
No table is declared here.
"""

from typing import Annotated

import pandera.polars as pa
import polars as pl

UtcTimestamp = Annotated[pl.Datetime, "us", None]


class RawTable(pa.DataFrameModel):
    """A raw table: no column more, none less, none of another type."""

    class Config:
        strict = True
        ordered = True


def polars_schema(table: type[RawTable]) -> pl.Schema:
    """Column names and polars types of a raw table, in order."""
    return pl.Schema({name: column.dtype.type for name, column in table.to_schema().columns.items()})


def empty_frame(table: type[RawTable]) -> pl.DataFrame:
    """A frame of zero rows with the table's columns and types."""
    return pl.DataFrame(schema=polars_schema(table))
