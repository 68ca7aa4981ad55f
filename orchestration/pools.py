"""Pools: how many steps may touch one thing at a time, across all runs."""

import dagster as dg

WAREHOUSE_POOL = "warehouse"
SPOOL_POOL = "spool"
FETCH_POOL = "provider_fetch"
_LIMITS = {WAREHOUSE_POOL: 1, SPOOL_POOL: 1, FETCH_POOL: 4}


def set_pool_limits(instance: dg.DagsterInstance) -> None:
    """Put the limits into an instance's storage."""
    for pool, limit in _LIMITS.items():
        instance.event_log_storage.set_concurrency_slots(pool, limit)
