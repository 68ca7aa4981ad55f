"""A daily history of stream states (kind `status_history`) -> one check per stream and day, column by column.

`o` online, `t` timeout, `e` error, `b` blocked; `?` (listed without a state) and `-` (not listed) are no
checks. Days are moved by whole days, so that the history ends on `end_date`, yesterday by default. Ids come
from the history's own days and stay the same wherever it is moved.
"""

from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from ingestion.landing import RawStore
from ingestion.parsers.history import History
from ingestion.schemas.base import polars_schema
from ingestion.schemas.health import ProbeRuns, StreamChecks
from ingestion.settings import ProviderSettings

VANTAGE = "iptv-org"
CHECKED_AT = timedelta(hours=3)
INTERVAL_SECONDS = 86_400
REASONS = {"o": "ok", "t": "timeout", "e": "error", "b": "blocked"}
LISTED_ONLY, NOT_LISTED = "?", "-"


class HistoryChecks(NamedTuple):
    """Frames of `StreamChecks` (one per stream and day with a state) and `ProbeRuns` (one per day)."""

    checks: pl.DataFrame
    runs: pl.DataFrame


def build_checks(provider: ProviderSettings, history: History, today: date) -> HistoryChecks:
    """Turn states into checks at 03:00 UTC of days moved so that the last is the provider's end date."""
    end = provider.end_date or today - timedelta(days=1)
    days = _moved_days(provider.id, history.days, end)
    states = (
        history.streams.select(
            "stream_key",
            index=pl.int_ranges(0, len(days), dtype=pl.UInt32),
            state=pl.col("status_by_day").str.split(""),
        )
        .explode("index", "state")
        .filter(pl.col("state") != NOT_LISTED)
        .with_columns(reason=pl.col("state").replace_strict(REASONS, default=None, return_dtype=pl.String))
    )
    return HistoryChecks(_check_frame(provider.id, states, days), _run_frame(provider.id, states, days))


def land_history(
    store: RawStore, provider: ProviderSettings, history_checks: HistoryChecks, today: date
) -> None:
    """Write checks and then runs as one part each.

    The part keeps the received date of its first landing, so that a later one replaces it.
    """
    part = f"history.{provider.id}"
    frames = {"stream_checks": history_checks.checks, "probe_runs": history_checks.runs}
    for table, frame in frames.items():
        landed = sorted((store.root / table).glob(f"received_date=*/{part}.parquet"))
        first = landed[0].parent.name.partition("=")[2] if landed else today.isoformat()
        store.land(table, frame, received_date=date.fromisoformat(first), part=part)


def _moved_days(provider_id: str, days: pl.DataFrame, end: date) -> pl.DataFrame:
    """index, run_id (of the history's own day), checked_at (of the moved day)."""
    shift = pl.lit(end) - pl.col("date_utc").max()
    return days.select(
        "index",
        run_id=pl.lit(f"{provider_id}-") + pl.col("date_utc").dt.to_string("%Y-%m-%d"),
        checked_at=(pl.col("date_utc") + shift).cast(pl.Datetime("us")) + CHECKED_AT,
    )


def _check_frame(provider_id: str, states: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    schema = polars_schema(StreamChecks)
    known = {
        "check_id": pl.concat_str("run_id", pl.lit(":"), "stream_key"),
        "run_id": pl.col("run_id"),
        "provider_id": pl.lit(provider_id),
        "stream_key": pl.col("stream_key"),
        "checked_at": pl.col("checked_at"),
        "level": pl.lit(1),
        "vantage": pl.lit(VANTAGE),
        "reason": pl.col("reason"),
        "interval_seconds": pl.lit(INTERVAL_SECONDS),
    }
    return (
        states.filter(pl.col("reason").is_not_null())
        .join(days, on="index", how="inner")
        .select(**{name: known.get(name, pl.lit(None)).cast(dtype) for name, dtype in schema.items()})
    )


def _run_frame(provider_id: str, states: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    schema = polars_schema(ProbeRuns)
    counts = states.group_by("index").agg(
        planned_count=pl.len(),
        checked_count=pl.col("reason").count(),
        skipped_count=(pl.col("state") == LISTED_ONLY).sum(),
    )
    known = {
        "provider_id": pl.lit(provider_id),
        "started_at": pl.col("checked_at"),
        "finished_at": pl.col("checked_at"),
        "vantage": pl.lit(VANTAGE),
        "canary_count": pl.lit(0),
        "canary_ok_count": pl.lit(0),
        "is_valid": pl.lit(True),
        "reason": pl.lit(None),
    }
    return days.join(counts, on="index", how="inner", maintain_order="left").select(
        **{name: known.get(name, pl.col(name)).cast(dtype) for name, dtype in schema.items()}
    )
