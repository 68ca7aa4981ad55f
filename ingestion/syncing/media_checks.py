"""What a library says of its videos -> rows of `stream_checks`, the health model of streams. Pure."""

from collections.abc import Sequence

import polars as pl

from ingestion.kinds.base import MediaState
from ingestion.schemas.base import polars_schema
from ingestion.schemas.health import ProbeRuns, StreamChecks
from ingestion.syncing.sync_row import SyncRecord, naive_utc

VANTAGE = "provider"
LEVEL = 1
INTERVAL_SECONDS = 21_600
CHECK_SCHEMA = polars_schema(StreamChecks)


def build_media_checks(
    record: SyncRecord, states: Sequence[MediaState], entries: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Frames by raw table, none without states. States of items that the catalog does not list are skipped.

    The sync is the run, the provider its vantage; a state holds until the next sync six hours later.
    """
    if not states:
        return {}
    given = pl.DataFrame(
        [(state.item_id, state.reason, state.evidence) for state in states],
        schema={"item_id": pl.String, "reason": pl.String, "evidence": pl.String},
        orient="row",
    ).unique("item_id", keep="last", maintain_order=True)
    listed = entries.select("item_id", "stream_key").drop_nulls()
    found = record.secrets.hide_in(given).join(listed, on="item_id", how="inner", maintain_order="left")
    return {"stream_checks": _checks(record, found), "probe_runs": _run(record, len(given), len(found))}


def _checks(record: SyncRecord, found: pl.DataFrame) -> pl.DataFrame:
    known = {
        "check_id": pl.concat_str(pl.lit(f"{record.sync_id}:"), "stream_key"),
        "run_id": pl.lit(record.sync_id),
        "provider_id": pl.lit(record.provider.id),
        "stream_key": pl.col("stream_key"),
        "checked_at": pl.lit(record.started_at),
        "level": pl.lit(LEVEL),
        "vantage": pl.lit(VANTAGE),
        "reason": pl.col("reason"),
        "interval_seconds": pl.lit(INTERVAL_SECONDS),
        "evidence": pl.col("evidence"),
    }
    return found.select(
        **{name: known.get(name, pl.lit(None)).cast(dtype) for name, dtype in CHECK_SCHEMA.items()}
    )


def _run(record: SyncRecord, planned: int, checked: int) -> pl.DataFrame:
    row = {
        "run_id": record.sync_id,
        "provider_id": record.provider.id,
        "started_at": record.started_at,
        "finished_at": naive_utc(record.now()),
        "vantage": VANTAGE,
        "planned_count": planned,
        "checked_count": checked,
        "skipped_count": planned - checked,
        "canary_count": 0,
        "canary_ok_count": 0,
        "is_valid": True,
        "reason": None,
    }
    return pl.DataFrame([row], schema=polars_schema(ProbeRuns))
