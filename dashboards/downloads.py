"""Frames as files. Pure."""

from io import BytesIO

import polars as pl
import polars.selectors as cs

_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"  # noqa: RUF001 - full-width ones count as well in some


def to_parquet(frame: pl.DataFrame) -> bytes:
    """The frame as a Parquet file, exactly as it is."""
    buffer = BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def to_csv(frame: pl.DataFrame) -> bytes:
    """The frame as CSV (UTF-8, with a header).

    Texts that a spreadsheet would run as a formula get an apostrophe in front, as OWASP advises: names come
    from other people's catalogs. The Parquet file has them unchanged.
    """
    texts = cs.string()
    guarded = pl.when(texts.str.contains(_FORMULA)).then("'" + texts).otherwise(texts).name.keep()
    return frame.with_columns(guarded).write_csv().encode()
