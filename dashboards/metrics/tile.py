"""The form of a metric, whatever it measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Trend = Sequence[float | None]


@dataclass(frozen=True)
class Tile:
    """One metric: `value` with its unit, its definition in a sentence, and what stands beside it."""

    label: str
    value: str
    definition: str
    change: str | None = None
    note: str | None = None
    trend: Trend | None = None
