"""Raw playback: what the collector spooled, validated and landed."""

from collections.abc import Iterator

import dagster as dg

from app.spool import claim_batch, finish
from ingestion.playback.compaction import Landed, land_batch
from orchestration.defs.checks import schema_check
from orchestration.pools import SPOOL_POOL
from orchestration.resources import DataFolder
from orchestration.specs import raw_spec

_SPECS = {
    "playback_events": raw_spec(
        "playback_events", "playback", "Player events that the collector accepted."
    ).replace_attributes(deps=[dg.AssetKey(["raw", "access_logs"]), dg.AssetKey(["raw", "imports"])]),
    "playback_rejects": raw_spec("playback_rejects", "playback", "What is in quarantine, with its reasons."),
}
_ACCOUNTS = dg.AssetCheckSpec(
    "accounts_for_every_line",
    asset=_SPECS["playback_events"].key,
    description="Every line that the collector answered for is one row, stored or in quarantine.",
    blocking=True,
)


@dg.multi_asset(specs=list(_SPECS.values()), check_specs=[_ACCOUNTS], pool=SPOOL_POOL)
def playback(data: DataFolder) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Land everything that lies sealed in the collector's spool; what a killed run left comes first."""
    batches = list(_land_batches(data))
    counts = (sum(batch.event_count for batch in batches), sum(batch.reject_count for batch in batches))
    for spec, rows in zip(_SPECS.values(), counts, strict=True):
        metadata = {"dagster/partition_row_count": rows, "batches": len(batches)}
        yield dg.MaterializeResult(asset_key=spec.key, metadata=metadata)
    yield _account(batches)


def _account(batches: list[Landed]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=_ACCOUNTS.asset_key,
        check_name=_ACCOUNTS.name,
        passed=all(batch.is_complete for batch in batches),
        metadata={
            "lines": sum(batch.line_count for batch in batches),
            "events": sum(batch.event_count for batch in batches),
            "rejects": sum(batch.reject_count for batch in batches),
        },
    )


def _land_batches(data: DataFolder) -> Iterator[Landed]:
    """Land batch after batch. One that does not add up is kept, and landed again before others next time."""
    while batch := claim_batch(data.settings().spool_dir):
        landed = land_batch(data.raw_store(), batch.batch_id, batch.segments)
        yield landed
        if not landed.is_complete:
            return
        finish(batch)


playback_checks = [schema_check(table) for table in _SPECS]
