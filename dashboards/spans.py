"""How much of the live audience is drawn, and in which steps. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

HOURS: Mapping[str, int | None] = {"Last 3 hours": 3, "Last day": 24, "Last week": 168, "Whole period": None}
"""Length in hours by label; None is all days of the period."""

_MOST_STEPS = 1500
_STEPS = (1, 5, 15, 60, 360)


def step_minutes(from_at: datetime, until_at: datetime) -> int:
    """The shortest step that draws the span in at most 1,500, or the longest one."""
    minutes = (until_at - from_at) / timedelta(minutes=1)
    return next((step for step in _STEPS if minutes / step <= _MOST_STEPS), _STEPS[-1])
