"""What can be run as one: a job per rhythm."""

import dagster as dg

from orchestration.defs.catalog import catalog
from orchestration.defs.health import stream_health
from orchestration.defs.playback import playback
from orchestration.defs.published import documentation, snapshot
from orchestration.defs.warehouse import warehouse
from orchestration.partitions import PROVIDERS


def _selection(*assets: dg.AssetsDefinition) -> dg.AssetSelection:
    chosen = dg.AssetSelection.assets(*assets)
    return chosen | dg.AssetSelection.checks_for_assets(*assets)


sync_catalog = dg.define_asset_job(
    "sync_catalog",
    selection=_selection(catalog),
    partitions_def=PROVIDERS,
    description="Pull one provider's catalog and guides.",
)
check_streams = dg.define_asset_job(
    "check_streams",
    selection=_selection(stream_health),
    partitions_def=PROVIDERS,
    description="Probe one provider's streams.",
)
build_warehouse = dg.define_asset_job(
    "build_warehouse",
    selection=_selection(playback, warehouse, snapshot),
    description="Land what the collector holds, build and test every model, publish.",
)
build_documentation = dg.define_asset_job(
    "build_documentation",
    selection=_selection(documentation),
    description="Build the documentation of the warehouse as one page.",
)
