"""A provider that keeps failing is left alone for a while: a circuit breaker without a state of its own.

It is derived from the rows of `catalog_syncs`. While it is open nothing is asked and no row is written, so
that the table holds attempts alone; the check of the catalog says until when. A sync that someone asked for
does not look at it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

from ingestion.landing import RawStore

FAILURES = 5
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=6)
_DOUBLINGS = 10


class Attempt(NamedTuple):
    """One sync: what came of it, and when it was over (naive UTC)."""

    outcome: str
    finished_at: datetime


def open_until(attempts: Sequence[Attempt]) -> datetime | None:
    """When the next automatic sync may be; None when nothing stands against it.

    `attempts` are the last ones, oldest first. After FAILURES rejected ones in a row the pause is
    FIRST_PAUSE, and doubles with every further one up to LONGEST_PAUSE.
    """
    failed = list(takewhile(lambda attempt: attempt.outcome == "rejected", reversed(attempts)))
    if len(failed) < FAILURES:
        return None
    doublings = min(len(failed) - FAILURES, _DOUBLINGS)
    return failed[0].finished_at + min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def read_open_until(store: RawStore, provider_id: str, sync_kind: str) -> datetime | None:
    """`open_until` of a provider's last syncs of one kind."""
    last = (
        store.scan("catalog_syncs")
        .filter(provider_id=provider_id, sync_kind=sync_kind)
        .sort("started_at", "sync_id")
        .tail(FAILURES + _DOUBLINGS)
        .select("outcome", "finished_at")
        .collect()
    )
    return open_until([Attempt(*row) for row in last.iter_rows()])
