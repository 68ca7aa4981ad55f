"""Raw stream health: probes of a provider's streams, or the history that a provider brings along."""

from collections.abc import Iterator

import dagster as dg

from orchestration.defs.checks import schema_check
from orchestration.partitions import PROVIDERS
from orchestration.pools import FETCH_POOL
from orchestration.pulling import load_history, probe_streams
from orchestration.resources import DataFolder
from orchestration.specs import raw_spec

_SPECS = {
    "stream_checks": raw_spec("stream_checks", "health", "Probes of streams, with what they saw."),
    "probe_runs": raw_spec("probe_runs", "health", "Runs of the prober, with their canaries."),
}


@dg.multi_asset(specs=list(_SPECS.values()), partitions_def=PROVIDERS, pool=FETCH_POOL)
def stream_health(
    context: dg.AssetExecutionContext, data: DataFolder
) -> Iterator[dg.MaterializeResult[None]]:
    """Check the streams of one provider and land what was seen."""
    provider = data.provider(context.partition_key)
    if provider.kind == "status_history":
        result = load_history(provider, data.raw_store())
    else:
        result = probe_streams(provider, data.raw_store(), data.secret_store())
    for table, frame in (("stream_checks", result.checks), ("probe_runs", result.run)):
        yield dg.MaterializeResult(
            asset_key=_SPECS[table].key, metadata={"dagster/partition_row_count": frame.height}
        )


health_checks = [schema_check(table, PROVIDERS) for table in _SPECS]
