"""Refuse a sync that is far smaller than those before it. Pure.

A drop counts when it is large in both ways: more than a share and more than a number of rows of the median
of the last accepted syncs. One list of several is measured too, so that a panel that forgets its channels
does not lose them behind its films. Episodes that are asked for one series at a time count apart from that,
and only against those that the same series had when they were read last: a sync may read a few series alone.
"""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple

from ingestion.errors import WatchhouseError


class SyncRejectedError(WatchhouseError):
    """What was fetched is no acceptable sync. Stays inside of ingestion: callers see a rejected sync."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class DropLimits(NamedTuple):
    """The largest drop that is taken for granted: a share of the median (0 to 1), or a number of rows."""

    ratio: float
    rows: int


def require_plausible(
    counts: Mapping[str, int],
    past_totals: Sequence[int],
    past_counts: Mapping[str, Sequence[int]],
    limits: DropLimits,
) -> None:
    """Raise SyncRejectedError `no_entries` or `implausibly_small`, with the numbers.

    `counts` are the rows of each list now; the past ones are those of the last accepted syncs.
    """
    total = sum(counts.values())
    if total == 0:
        raise SyncRejectedError("no_entries", f"no entry in {', '.join(counts) or 'any list'}")
    _require_small_drop("", total, past_totals, limits)
    for name, count in counts.items():
        _require_small_drop(f"{name}: ", count, past_counts.get(name, ()), limits)


def require_plausible_episodes(count: int, before: int, limits: DropLimits) -> None:
    """Raise SyncRejectedError `implausibly_small` when series lost too many of their episodes.

    Only series are compared that were read now and before: how many others were read says nothing.
    """
    _require_small_drop("episodes of the series that were read: ", count, [before], limits)


def _require_small_drop(label: str, count: int, past: Sequence[int], limits: DropLimits) -> None:
    if not past:
        return
    usual = median(past)
    drop = usual - count
    if drop > limits.rows and drop > limits.ratio * usual:
        raise SyncRejectedError(
            "implausibly_small",
            f"{label}{count:,} entries; the median of the last {len(past)} accepted is {usual:,.0f}: "
            f"{drop:,.0f} entries ({drop / usual:.0%}) fewer, "
            f"above max_drop_count = {limits.rows} and max_drop_ratio = {limits.ratio}",
        )
