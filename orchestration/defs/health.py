"""Raw stream health: probes of a provider's streams, or the history that a provider brings along."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import dagster as dg

from ingestion.probing.model import ProbeResult
from ingestion.probing.run import run_probe
from ingestion.settings import ProviderSettings
from orchestration.defs.checks import schema_check
from orchestration.partitions import PROVIDERS
from orchestration.pools import FETCH_POOL
from orchestration.resources import DataFolder
from orchestration.specs import raw_spec
from orchestration.targets import build_limits, read_targets

_CHECKS = raw_spec("stream_checks", "health", "Probes of streams, with what they saw.")
_RUNS = raw_spec("probe_runs", "health", "Runs of the prober, with their canaries.")


@dg.multi_asset(specs=[_CHECKS, _RUNS], partitions_def=PROVIDERS, pool=FETCH_POOL)
def stream_health(context: dg.AssetExecutionContext, data: DataFolder) -> Iterator[dg.MaterializeResult]:
    """Check the streams of one provider and land what was seen."""
    provider = data.provider(context.partition_key)
    result = _probe(provider, data)
    ...
