"""Raw playback: what the collector spooled, validated and landed."""

from collections.abc import Iterator

import dagster as dg

from app.spool import claim_batch, finish
from ingestion.compaction import Landed, land_batch
from orchestration.defs.checks import schema_check
from orchestration.pools import SPOOL_POOL
from orchestration.resources import DataFolder
from orchestration.specs import raw_spec

_SPECS = {
    "playback_events": raw_spec("playback_events", "playback", "Player events that the collector accepted."),
    "playback_rejects": raw_spec("playback_rejects", "playback", "What is in quarantine, with its reasons."),
}


@dg.multi_asset(specs=list(_SPECS.values()), pool=SPOOL_POOL)
def playback(data: DataFolder) -> Iterator[dg.MaterializeResult[None]]:
    """Land everything that lies sealed in the collector's spool; what a killed run left comes first."""
    batches, events, rejects = 0, 0, 0
    while landed := _land_one_batch(data):
        batches, events, rejects = (
            batches + 1,
            events + landed.event_count,
            rejects + landed.reject_count,
        )
    for table, rows in (("playback_events", events), ("playback_rejects", rejects)):
        yield dg.MaterializeResult(
            asset_key=_SPECS[table].key, metadata={"dagster/partition_row_count": rows, "batches": batches}
        )


def _land_one_batch(data: DataFolder) -> Landed | None:
    batch = claim_batch(data.settings().spool_dir)
    if batch is None:
        return None
    landed = land_batch(data.raw_store(), batch.batch_id, batch.segments)
    finish(batch)
    return landed


playback_checks = [schema_check(table) for table in _SPECS]
