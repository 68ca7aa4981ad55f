"""Raw catalogs and guides: one partition per provider, each sync landed as it was seen."""

from collections.abc import Callable, Iterator
from functools import partial

import dagster as dg

from ingestion.syncing.advice import next_step
from ingestion.syncing.catalog import CatalogSync
from ingestion.syncing.guide import GuideSync
from orchestration.defs.checks import schema_check
from orchestration.partitions import PROVIDERS
from orchestration.pools import FETCH_POOL
from orchestration.pulling import CircuitOpenError, SyncOptions, pull_catalog, pull_guides
from orchestration.resources import DataFolder
from orchestration.specs import raw_spec

_SPECS = {
    "catalog_defects": raw_spec("catalog_defects", "catalog", "What was mended or odd, counted."),
    "catalog_entries": raw_spec("catalog_entries", "catalog", "Entries of each accepted sync of a catalog."),
    "catalog_rejects": raw_spec("catalog_rejects", "catalog", "Lines that could not be read, with reasons."),
    "catalog_syncs": raw_spec("catalog_syncs", "catalog", "Every attempt to sync, and what came of it."),
    "guide_channels": raw_spec("guide_channels", "catalog", "Channels of each accepted guide sync."),
    "guide_programmes": raw_spec("guide_programmes", "catalog", "Programmes of each accepted guide sync."),
    "video_heatmaps": raw_spec("video_heatmaps", "catalog", "Where a library's videos are watched."),
    "video_statistics": raw_spec("video_statistics", "catalog", "Views as a library counts them."),
}
_ACCEPTED = dg.AssetCheckSpec(
    "is_accepted",
    asset=_SPECS["catalog_syncs"].key,
    description="The provider's last answers were plausible; a rejected one leaves the catalog as it was.",
)
_AUTOMATIC = ("dagster/schedule_name", "dagster/sensor_name")

Sync = CatalogSync | GuideSync


class SyncConfig(dg.Config):
    """What a sync may be asked for: take what is implausibly small, or read kept bodies of a sync again."""

    accept: bool = False
    replay: str | None = None


@dg.multi_asset(
    specs=list(_SPECS.values()), check_specs=[_ACCEPTED], partitions_def=PROVIDERS, pool=FETCH_POOL
)
def catalog(
    context: dg.AssetExecutionContext, config: SyncConfig, data: DataFolder
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Pull one provider's catalog and guides, and land what they held."""
    provider, stores = data.provider(context.partition_key), data.sync_stores()
    is_scheduled = any(tag in context.run.tags for tag in _AUTOMATIC)
    options = SyncOptions(config.accept, config.replay, is_scheduled)
    pulled = [_attempt(partial(pull, provider, stores, options)) for pull in (pull_catalog, pull_guides)]
    syncs = [one for one in pulled if isinstance(one, CatalogSync | GuideSync)]
    paused = [str(one) for one in pulled if isinstance(one, CircuitOpenError)]
    metadata = _describe(provider.id, syncs, paused)
    for table, spec in _SPECS.items():
        rows = len(syncs) if table == "catalog_syncs" else sum(sync.count(table) for sync in syncs)
        yield dg.MaterializeResult(
            asset_key=spec.key, metadata={"dagster/partition_row_count": rows, **metadata}
        )
    yield dg.AssetCheckResult(
        check_name=_ACCEPTED.name,
        asset_key=_ACCEPTED.asset_key,
        passed=not paused and all(sync.outcome != "rejected" for sync in syncs),
        severity=dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )


catalog_checks = [schema_check(table, PROVIDERS) for table in _SPECS]


def _attempt(pull: Callable[[], Sync | None]) -> Sync | CircuitOpenError | None:
    try:
        return pull()
    except CircuitOpenError as error:
        return error


def _describe(provider_id: str, syncs: list[Sync], paused: list[str]) -> dict[str, str | int]:
    """What came of the syncs, as their rows tell it, and of a rejected one what to do next."""
    described: dict[str, str | int] = {"paused": "; ".join(paused)} if paused else {}
    for sync in syncs:
        row = sync.sync.row(0, named=True)
        kind = row["sync_kind"]
        shown = ("sync_id", "outcome", "reason", "detail", "reject_count", "received_bytes", "source_host")
        described |= {f"{kind}_{name}": row[name] for name in shown if row[name] is not None}
        if row["outcome"] == "rejected":
            described[f"{kind}_next_step"] = next_step(provider_id, row["reason"])
    return described
