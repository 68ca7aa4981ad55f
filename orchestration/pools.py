"""Dagster's instance of a data folder, and its pools: how many steps may touch one thing at a time."""

import dagster as dg

from app.settings import Settings
from orchestration.dead_runs import close_dead_runs
from orchestration.home import prepare_home

WAREHOUSE_POOL = "warehouse"
SPOOL_POOL = "spool"
FETCH_POOL = "provider_fetch"
_LIMITS = {WAREHOUSE_POOL: 1, SPOOL_POOL: 1, FETCH_POOL: 4}


def prepare_instance(settings: Settings) -> dg.DagsterInstance:
    """Prepare the data folder and open its instance: pools at their limits, killed runs closed.

    Dispose of it after use.
    """
    prepare_home(settings)
    instance = dg.DagsterInstance.get()
    for pool, limit in _LIMITS.items():
        instance.event_log_storage.set_concurrency_slots(pool, limit)
    close_dead_runs(instance)
    return instance
