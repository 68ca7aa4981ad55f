"""Raw catalogs and guides: one partition per provider, each sync landed as it was seen."""

from collections.abc import Iterator

import dagster as dg

from orchestration.home import FETCH_POOL
from orchestration.partitions import PROVIDERS
from orchestration.resources import DataFolder

_TAGS = {"catalog": ""}


def _spec(table: str, description: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        ["raw", table],
        group_name="raw",
        tags=_TAGS,
        kinds={"parquet"},
        description=description,
        skippable=True,
    )


@dg.multi_asset(
    name="catalog",
    specs=[
        _spec("catalog_entries", "Entries of each accepted sync of a provider's catalog."),
        _spec("catalog_rejects", "Lines and elements that could not be read, with their reasons."),
        _spec("catalog_syncs", "Every attempt to pull a catalog or guide, and what came of it."),
        _spec("guide_channels", "Channels of each accepted guide sync."),
        _spec("guide_programmes", "Programmes of each accepted guide sync."),
    ],
    partitions_def=PROVIDERS,
    pool=FETCH_POOL,
)
def catalog(context: dg.AssetExecutionContext, data: DataFolder) -> Iterator[dg.MaterializeResult]:
    """Pull one provider's catalog and guides, and land what they held."""
    provider = data.provider(context.partition_key)
    entries = _land_catalog(provider, data)
