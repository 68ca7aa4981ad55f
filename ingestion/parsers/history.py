"""Read a daily history of stream states: two CSV bodies -> streams with keys, and days. Pure.

Streams: `playlist, tvg_id, url, last_title, status_by_day`, the last with one character per day.
Days: `index, date_utc`, which day each character stands for, in order and from 0.
"""

from typing import NamedTuple

import polars as pl

from ingestion.errors import ParseError
from ingestion.identity import assign_stream_keys, identity_basis
from ingestion.parsers.m3u.entry import url_host
from ingestion.redaction import inspect_url, redact_text

STREAM_COLUMNS = ("playlist", "tvg_id", "url", "last_title", "status_by_day")
STREAM_TYPE = "live"
EXCERPT_LENGTH = 200


class History(NamedTuple):
    """`streams` has entry columns of `CatalogEntries` and `status_by_day`; `days` has index and date_utc.

    `rejects` are (playlist, line number, reason, excerpt) of rows without a URL (`no_url`) or with another
    number of states than there are days (`bad_states`); `logins` maps stream keys to full URLs.
    """

    streams: pl.DataFrame
    days: pl.DataFrame
    rejects: list[tuple[str, int, str, str]]
    logins: dict[str, str]


def parse_history(provider_id: str, streams_csv: bytes, days_csv: bytes) -> History:
    """Parse both bodies (inflated). Raises ParseError `bad_history` when they are no such CSV."""
    try:
        days = pl.read_csv(days_csv, schema={"index": pl.UInt32, "date_utc": pl.Date})
        rows = pl.read_csv(streams_csv, schema=dict.fromkeys(STREAM_COLUMNS, pl.String)).fill_null("")
    except pl.exceptions.PolarsError as error:
        raise ParseError("bad_history", f"no CSV of the expected columns ({type(error).__name__})") from None
    if days.is_empty() or days["index"].to_list() != list(range(len(days))):
        raise ParseError("bad_history", "the days are not numbered 0, 1, 2 …")
    reason = (
        pl.when(pl.col("url") == "")
        .then(pl.lit("no_url"))
        .when(pl.col("status_by_day").str.len_chars() != len(days))
        .then(pl.lit("bad_states"))
    )
    rows = rows.with_row_index("line_number", offset=2).with_columns(reason=reason)
    bad = rows.filter(pl.col("reason").is_not_null())
    streams, logins = _with_keys(provider_id, rows.filter(pl.col("reason").is_null()).drop("reason"))
    rejects = [
        (playlist, line_number, reason, redact_text(title)[:EXCERPT_LENGTH])
        for playlist, line_number, reason, title in bad.select(
            "playlist", "line_number", "reason", "last_title"
        ).iter_rows()
    ]
    return History(streams, days, rejects, logins)


def _with_keys(provider_id: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    urls = rows["url"].to_list()
    inspected = [inspect_url(url) for url in urls]
    bases = [
        identity_basis({"tvg-id": tvg_id}, title, one.panel)
        for one, tvg_id, title in zip(inspected, rows["tvg_id"], rows["last_title"], strict=True)
    ]
    redacted = [one.redacted for one in inspected]
    keys = assign_stream_keys(
        provider_id, ((STREAM_TYPE, basis, url) for basis, url in zip(bases, redacted, strict=True))
    )
    stream_url = pl.Series(redacted, dtype=pl.String)
    streams = rows.select(
        "playlist",
        pl.col("line_number").cast(pl.Int64),
        "status_by_day",
        name=pl.when(pl.col("last_title") == "").then(stream_url).otherwise("last_title"),
        tvg_id=pl.col("tvg_id").replace("", None),
        stream_key=pl.Series(keys, dtype=pl.String),
        identity_basis=pl.Series(bases, dtype=pl.String),
        stream_url=stream_url,
        stream_host=pl.Series(map(url_host, redacted), dtype=pl.String),
        has_credentials=pl.Series([one.has_credentials for one in inspected], dtype=pl.Boolean),
    )
    logins = {key: url for key, url, one in zip(keys, urls, inspected, strict=True) if one.has_credentials}
    return streams, logins
