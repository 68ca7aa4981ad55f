"""Channels across providers: what each stream and guide channel may carry, matched when anything changed."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from ingestion.errors import ParseError
from ingestion.schemas.matching import METHODS
from orchestration.defs.checks import schema_check
from orchestration.matching import match_channels
from orchestration.pools import SPOOL_POOL
from orchestration.resources import DataFolder
from orchestration.specs import raw_spec

# In a dictionary: what stands alone in this module is loaded as an asset of its own.
_SPECS = {
    "channel_matches": raw_spec(
        "channel_matches",
        "channels",
        "The channel that each stream and guide channel may carry, with scores.",
    ).replace_attributes(
        deps=[dg.AssetKey(["raw", name]) for name in ("catalog_entries", "catalog_syncs", "guide_channels")]
    )
}


_READABLE = dg.AssetCheckSpec(
    "is_readable",
    asset=_SPECS["channel_matches"].key,
    description="The list of channels and the decisions can be read; else matches stay as they were.",
)


@dg.multi_asset(specs=list(_SPECS.values()), check_specs=[_READABLE], pool=SPOOL_POOL)
def channel_matches(data: DataFolder) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Match all current streams and guide channels to channels."""
    fault, matches = None, None
    try:
        matches = match_channels(data.settings(), data.raw_store())
    except (ParseError, UnicodeDecodeError) as error:
        fault = str(error)
    yield dg.MaterializeResult(asset_key=_READABLE.asset_key, metadata=_describe(matches))
    yield dg.AssetCheckResult(
        asset_key=_READABLE.asset_key,
        check_name=_READABLE.name,
        passed=fault is None,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"fault": fault} if fault else {},
    )


def _describe(matches: pl.DataFrame | None) -> dict[str, int | bool]:
    """Rows by method; without rows of its own a matching changed nothing."""
    if matches is None:
        return {"is_unchanged": True}
    counted = {f"method_{name}": matches.filter(method=name).height for name in METHODS}
    shown = {name: count for name, count in counted.items() if count}
    return {"dagster/row_count": matches.height, "with_conflict": matches["conflict"].count(), **shown}


channel_checks = [schema_check(table) for table in _SPECS]
