"""Raw catalogs and guides: one partition per provider, each sync landed as it was seen."""

from collections.abc import Iterator

import dagster as dg

from ingestion.catalog import CatalogSync
from ingestion.guide import GuideSync
from orchestration.defs.checks import schema_check
from orchestration.partitions import PROVIDERS
from orchestration.pools import FETCH_POOL
from orchestration.pulling import pull_catalog, pull_guides
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


@dg.multi_asset(
    specs=list(_SPECS.values()), check_specs=[_ACCEPTED], partitions_def=PROVIDERS, pool=FETCH_POOL
)
def catalog(
    context: dg.AssetExecutionContext, data: DataFolder
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Pull one provider's catalog and guides, and land what they held."""
    provider = data.provider(context.partition_key)
    listed = pull_catalog(provider, data.raw_store(), data.secret_store())
    guide = pull_guides(provider, data.raw_store())
    syncs = [sync for sync in (listed, guide) if sync is not None]
    for table, rows in _count_rows(listed, guide).items():
        yield dg.MaterializeResult(
            asset_key=_SPECS[table].key, metadata={"dagster/partition_row_count": rows, **_describe(syncs)}
        )
    yield dg.AssetCheckResult(
        check_name=_ACCEPTED.name,
        asset_key=_ACCEPTED.asset_key,
        passed=all(sync.outcome != "rejected" for sync in syncs),
        severity=dg.AssetCheckSeverity.WARN,
        metadata=_describe(syncs),
    )


catalog_checks = [schema_check(table, PROVIDERS) for table in _SPECS]


def _count_rows(listed: CatalogSync | None, guide: GuideSync | None) -> dict[str, int]:
    rejects = [sync.rejects.height for sync in (listed, guide) if sync is not None]
    return {
        "catalog_defects": 0,
        "catalog_entries": listed.entries.height if listed else 0,
        "catalog_rejects": sum(rejects),
        "catalog_syncs": len(rejects),
        "guide_channels": guide.channels.height if guide else 0,
        "guide_programmes": guide.programmes.height if guide else 0,
        "video_heatmaps": 0,
        "video_statistics": 0,
    }


def _describe(syncs: list[CatalogSync | GuideSync]) -> dict[str, str | int]:
    """What came of the syncs, as their rows tell it: outcomes, reasons, rejects, bytes, etags."""
    described: dict[str, str | int] = {}
    for sync in syncs:
        row = sync.sync.row(0, named=True)
        kind = row["sync_kind"]
        for name in ("outcome", "reason", "detail", "reject_count", "received_bytes", "etag"):
            if row[name] is not None:
                described[f"{kind}_{name}"] = row[name]
    return described
