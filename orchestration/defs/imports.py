"""Raw playback from other media servers' exports: what lies in the data folder's `imports/`."""

from collections.abc import Iterator

import dagster as dg

from ingestion.errors import ParseError
from orchestration.importing import import_folder
from orchestration.pools import SPOOL_POOL
from orchestration.resources import DataFolder
from orchestration.specs import raw_spec

_SPECS = {
    "imports": raw_spec(
        "imports",
        "playback",
        "Plays of Jellyfin and Tautulli exports, landed in `playback_events` as events.",
    )
}
_READABLE = dg.AssetCheckSpec(
    "is_readable",
    asset=_SPECS["imports"].key,
    description="Every file in the folder of imports is an export of the server that its folder names.",
)


@dg.multi_asset(specs=[_SPECS["imports"]], check_specs=[_READABLE], pool=SPOOL_POOL)
def imports(data: DataFolder) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Import what is new in `imports/jellyfin` and `imports/tautulli`; the same content only once."""
    files = list(import_folder(data.settings()))
    done = [file.outcome for file in files if not isinstance(file.outcome, ParseError)]
    failed = {file.name: str(file.outcome) for file in files if isinstance(file.outcome, ParseError)}
    yield dg.MaterializeResult(
        asset_key=_SPECS["imports"].key,
        metadata={
            "dagster/partition_row_count": sum(one.event_count for one in done),
            "plays": sum(one.play_count for one in done if one.is_new),
            "capped": sum(one.capped_count for one in done if one.is_new),
            "rejects": sum(one.reject_count for one in done if one.is_new),
            "files": len(files),
        },
    )
    yield dg.AssetCheckResult(
        check_name=_READABLE.name,
        asset_key=_SPECS["imports"].key,
        passed=not failed,
        severity=dg.AssetCheckSeverity.WARN,
        metadata=failed,
    )
