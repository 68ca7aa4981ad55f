"""Assemble the platform: what is found in `defs/`, the resources it needs, and what holds for all of it.

No asset lives here.
"""

from datetime import timedelta
from pathlib import Path

import dagster as dg

from orchestration.resources import build_resources

_MART_FRESHNESS = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(hours=1), fail_window=timedelta(hours=6)
)


@dg.definitions
def defs() -> dg.Definitions:
    """The platform on the data folder that the environment names."""
    return build_definitions()


def build_definitions(data_dir: Path | None = None) -> dg.Definitions:
    """The platform on a given data folder; from the environment when None."""
    found = dg.load_from_defs_folder(path_within_project=Path(__file__).parent)
    platform = dg.Definitions.merge(
        found,
        dg.Definitions(resources=build_resources(data_dir), executor=dg.in_process_executor),
    )
    return platform.map_resolved_asset_specs(
        func=lambda spec: spec.replace_attributes(freshness_policy=_MART_FRESHNESS),
        selection=dg.AssetSelection.groups("marts"),
    )
