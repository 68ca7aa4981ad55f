"""What to simulate: the plan, its checks, and how it is cut into chunks of bounded size. Pure.

The same plan over the same catalogue gives the same events, byte for byte.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.str_]

# Share of a day's views by hour (UTC) and of a week's by weekday (Monday first): low at night, a small
# peak at noon, prime time at 20 h; weekends are busier.
HOUR_WEIGHTS = np.array(
    [2.0, 1.2, 0.8, 0.6, 0.5, 0.6, 1.0, 1.6, 2.1, 2.3, 2.5, 2.9,
     3.4, 3.2, 3.0, 3.1, 3.6, 4.6, 6.0, 7.8, 8.6, 7.6, 5.4, 3.4]
)  # fmt: skip
WEEKDAY_WEIGHTS = np.array([0.92, 0.90, 0.92, 0.95, 1.05, 1.18, 1.15])


class SimulationError(ValueError):
    """The plan or the catalogue cannot be simulated; the text says why."""


@dataclass(frozen=True)
class SimulationPlan:
    """`viewers` devices watch for `days` until `end_at` (naive UTC) and send about `event_count` events.

    `chunk_events` bounds memory: chunks follow each other in time. Raises SimulationError.
    """

    end_at: datetime
    seed: int = 1
    viewers: int = 800
    days: int = 30
    event_count: int = 200_000
    chunk_events: int = 200_000

    def __post_init__(self) -> None:
        for name in ("viewers", "days", "event_count", "chunk_events"):
            if getattr(self, name) < 1:
                raise SimulationError(f"{name} must be at least 1, not {getattr(self, name)}")
        if self.seed < 0:
            raise SimulationError(f"seed must not be negative, not {self.seed}")
        if self.end_at.tzinfo is not None:
            raise SimulationError("end_at must be UTC without a zone")

    @property
    def start_at(self) -> datetime:
        """The earliest time of an event."""
        return self.end_at - timedelta(days=self.days)


@dataclass(frozen=True)
class Chunk:
    """Consecutive hours of a plan: their starts (Unix seconds), shares of views, and events to make."""

    index: int
    hours: Floats
    shares: Floats
    event_count: int


def split_into_chunks(plan: SimulationPlan) -> list[Chunk]:
    """Cut the plan's hours so that no chunk has many more events than `chunk_events`.

    An hour is not cut: a plan with more events per hour than that has chunks of one hour.
    """
    hours = np.arange(plan.days * 24, dtype=np.float64) * 3600 + unix_seconds(plan.start_at)
    shares = _shares(hours)
    events_before = np.concatenate([[0.0], np.cumsum(shares)[:-1]]) * plan.event_count
    numbers = (events_before // plan.chunk_events).astype(np.int64)
    borders = np.flatnonzero(np.diff(numbers)) + 1
    parts = zip(np.split(hours, borders), np.split(shares, borders), strict=True)
    return [
        Chunk(index, part_hours, part_shares / part_shares.sum(), round(part_shares.sum() * plan.event_count))
        for index, (part_hours, part_shares) in enumerate(parts)
    ]


def generator(plan: SimulationPlan, *purpose: int) -> np.random.Generator:
    """Random numbers of the plan for one purpose, whatever was drawn for others."""
    return np.random.default_rng([plan.seed, *purpose])


def fingerprint(plan: SimulationPlan, catalogue: pl.DataFrame) -> str:
    """Twelve hex digits that are in every id: another plan or catalogue makes other ids."""
    digest = sha256(repr((plan.end_at, plan.seed, plan.viewers, plan.days, plan.event_count)).encode())
    digest.update("\x1f".join(catalogue["content_id"]).encode())
    return digest.hexdigest()[:12]


def normalised(weights: Iterable[float]) -> Floats:
    """Weights as shares that add up to 1."""
    values = np.fromiter(weights, dtype=np.float64)
    shares: Floats = values / values.sum()
    return shares


def unix_seconds(moment: datetime) -> float:
    """Unix seconds of a naive UTC time."""
    return moment.replace(tzinfo=UTC).timestamp()


def _shares(hours: Floats) -> Floats:
    """Each hour's share of all views, by its hour of the day and its weekday (1970-01-01: a Thursday)."""
    hour_of_day = (hours // 3600 % 24).astype(np.int64)
    weekday = ((hours // 86_400 + 3) % 7).astype(np.int64)
    return normalised(HOUR_WEIGHTS[hour_of_day] * WEEKDAY_WEIGHTS[weekday])
