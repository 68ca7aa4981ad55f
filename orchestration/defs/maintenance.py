"""Nightly housekeeping: old Dagster runs, and what killed processes left behind."""

import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from orchestration.dbt import PROJECT
from orchestration.providers import read_all_providers
from orchestration.resources import DataFolder

_BATCH = 100
_LEFTOVER_SECONDS = 86_400


@dg.op
def remove_old_runs(context: dg.OpExecutionContext, data: DataFolder) -> int:
    """Delete finished runs older than the retention; return how many."""
    before = datetime.now(UTC) - timedelta(days=data.settings().run_retention_days)
    finished = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
    filters = dg.RunsFilter(statuses=finished, created_before=before)
    removed = 0
    while records := context.instance.get_run_records(filters, limit=_BATCH):
        for record in records:
            context.instance.delete_run(record.dagster_run.run_id)
        removed += len(records)
    context.log.info("removed %d runs older than %s", removed, before.date())
    return removed


@dg.op
def remove_leftovers(context: dg.OpExecutionContext, data: DataFolder) -> int:
    """Delete temporary files and dbt's run folders that are over a day old; return how many."""
    candidates = [
        *data.settings().raw_dir.glob("*/*/.*.tmp"),
        *data.settings().bodies_dir.glob("*/.*.tmp"),
        *(path for path in (PROJECT.project_dir / "target").glob("*-*-*") if path.is_dir()),
    ]
    old = [path for path in candidates if _age_seconds(path) > _LEFTOVER_SECONDS]
    for path in old:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    context.log.info("removed %d leftovers", len(old))
    return len(old)


@dg.op
def remove_old_bodies(context: dg.OpExecutionContext, data: DataFolder) -> int:
    """Delete kept bodies beyond each provider's days and bytes; return of how many syncs."""
    settings, bodies = data.settings(), data.sync_stores().bodies
    kept = {provider.id: provider for provider in read_all_providers(settings)}
    removed = 0
    for provider_id in bodies.provider_ids():
        provider = kept.get(provider_id)
        days, most_bytes = (provider.keep_bodies_days, provider.keep_bodies_bytes) if provider else (0, 0)
        removed += bodies.prune(
            provider_id, keep=timedelta(days=days), max_bytes=most_bytes, now=datetime.now(UTC)
        )
    context.log.info("removed the bodies of %d syncs", removed)
    return removed


@dg.job(description="Remove old runs, old bodies and leftovers of killed processes.")
def maintain() -> None:
    """Nightly housekeeping."""
    remove_old_runs()
    remove_leftovers()
    remove_old_bodies()


def _age_seconds(path: Path) -> float:
    return time.time() - path.stat().st_mtime
