"""What keeps small numbers honest: intervals of rates, and no value from a handful of views. Pure."""

from math import sqrt

MINIMUM_COUNT = 5
"""Fewer views than this give no value (docs/METRICS.md 2.4)."""
_Z = 1.959963984540054


def wilson(ratio: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a rate seen in `count` cases, by Wilson's score (1927). Within 0 and 1."""
    squared = _Z * _Z
    centre = (ratio + squared / (2 * count)) / (1 + squared / count)
    spread = _Z * sqrt(ratio * (1 - ratio) / count + squared / (4 * count * count)) / (1 + squared / count)
    return max(0.0, centre - spread), min(1.0, centre + spread)
