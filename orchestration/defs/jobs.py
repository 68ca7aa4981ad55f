"""What can be run as one: a job per rhythm."""

import dagster as dg

_RAW = dg.AssetSelection.groups("raw")
_MODELS = dg.AssetSelection.groups("staging", "intermediate", "marts")


def _raw(subject: str) -> dg.AssetSelection:
    return _RAW & dg.AssetSelection.tag(subject, "")


sync_catalog = dg.define_asset_job(
    "sync_catalog",
    selection=_raw("catalog"),
    description="Pull one provider's catalog and guides.",
)
check_streams = dg.define_asset_job(
    "check_streams",
    selection=_raw("health"),
    description="Probe one provider's streams.",
)
build_warehouse = dg.define_asset_job(
    "build_warehouse",
    selection=_raw("playback")
    | _raw("channels")
    | _MODELS
    | dg.AssetSelection.assets(["published", "snapshot"]),
    description="Land what the collector holds, match channels, build and test every model, publish.",
)
build_documentation = dg.define_asset_job(
    "build_documentation",
    selection=dg.AssetSelection.assets(["published", "documentation"]),
    description="Build the documentation of the warehouse as one page.",
)
