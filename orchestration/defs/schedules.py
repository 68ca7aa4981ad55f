"""The clock of the platform, and the sensor that keeps partitions in step with the provider settings."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import dagster as dg

from ingestion.settings import ProviderSettings
from orchestration.defs import jobs, maintenance
from orchestration.partitions import PROVIDER_TAG, PROVIDERS
from orchestration.providers import read_providers
from orchestration.resources import DataFolder

_RUNNING = dg.DefaultScheduleStatus.RUNNING
_TICK_SLACK = timedelta(minutes=1)
_UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def provider_requests(
    providers: Sequence[ProviderSettings], context: dg.ScheduleEvaluationContext
) -> Iterator[dg.RunRequest]:
    """One run for each provider that has a partition and no run under way, so that runs do not pile up."""
    known = set(context.instance.get_dynamic_partitions(PROVIDERS.name or ""))
    tick = context.scheduled_execution_time.isoformat()
    for provider in providers:
        if provider.id in known and not _is_under_way(context.instance, provider.id):
            yield dg.RunRequest(
                run_key=f"{provider.id}:{tick}",
                partition_key=provider.id,
                tags={PROVIDER_TAG: provider.id},
            )


def is_due(provider: ProviderSettings, context: dg.ScheduleEvaluationContext) -> bool:
    """Whether a provider's `probe.interval_seconds` have passed since its last probe run began."""
    last = context.instance.get_run_records(
        dg.RunsFilter(job_name=jobs.check_streams.name, tags={PROVIDER_TAG: provider.id}), limit=1
    )
    if not last:
        return True
    waited = context.scheduled_execution_time - last[0].create_timestamp
    return waited >= timedelta(seconds=provider.probe.interval_seconds) - _TICK_SLACK


def _is_under_way(instance: dg.DagsterInstance, provider_id: str) -> bool:
    unfinished = dg.RunsFilter(tags={PROVIDER_TAG: provider_id}, statuses=_UNFINISHED)
    return instance.get_runs_count(unfinished) > 0


@dg.schedule(cron_schedule="0 */6 * * *", job=jobs.sync_catalog, default_status=_RUNNING)
def catalogs_every_six_hours(
    context: dg.ScheduleEvaluationContext, data: DataFolder
) -> Iterator[dg.RunRequest]:
    """Pull every provider's catalog and guides."""
    yield from provider_requests(read_providers(data.settings()), context)


@dg.schedule(cron_schedule="*/15 * * * *", job=jobs.check_streams, default_status=_RUNNING)
def probes_every_quarter_hour(
    context: dg.ScheduleEvaluationContext, data: DataFolder
) -> Iterator[dg.RunRequest]:
    """Probe the streams of every provider that asks for it and is due."""
    probed = [provider for provider in read_providers(data.settings()) if provider.probe.enabled]
    yield from provider_requests([one for one in probed if is_due(one, context)], context)


build_every_quarter_hour = dg.ScheduleDefinition(
    name="build_every_quarter_hour",
    job=jobs.build_warehouse,
    cron_schedule="*/15 * * * *",
    default_status=_RUNNING,
    description="Land events, build the warehouse and publish a snapshot.",
)

maintenance_nightly = dg.ScheduleDefinition(
    name="maintenance_nightly",
    job=maintenance.maintain,
    cron_schedule="0 4 * * *",
    default_status=_RUNNING,
    description="Remove old runs and leftovers.",
)


@dg.sensor(minimum_interval_seconds=30, default_status=dg.DefaultSensorStatus.RUNNING, job=jobs.sync_catalog)
def provider_partitions(context: dg.SensorEvaluationContext, data: DataFolder) -> dg.SensorResult:
    """Add a partition for each provider that is new or enabled again and pull it at once; drop those that are
    gone or disabled. What was read from them stays, in the raw tables and in Dagster's record.
    """
    configured = {provider.id for provider in read_providers(data.settings())}
    known = set(context.instance.get_dynamic_partitions(PROVIDERS.name or ""))
    added, gone = sorted(configured - known), sorted(known - configured)
    return dg.SensorResult(
        dynamic_partitions_requests=[
            *([PROVIDERS.build_add_request(added)] if added else []),
            *([PROVIDERS.build_delete_request(gone)] if gone else []),
        ],
        run_requests=[
            # No run key: a provider that is enabled again is pulled at once again.
            dg.RunRequest(partition_key=key, tags={PROVIDER_TAG: key})
            for key in added
        ],
    )


declared_automation = dg.AutomationConditionSensorDefinition(
    "declared_automation",
    target=dg.AssetSelection.all(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=60,
    description="Materialises what an asset's automation condition asks for.",
)
