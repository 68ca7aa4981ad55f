"""A small catalogue and plan that the simulator's tests share."""

from datetime import datetime

import polars as pl

from ingestion.simulation.catalogue import build_catalogue
from ingestion.simulation.plan import SimulationPlan

END_AT = datetime.fromisoformat("2026-11-20T21:00:00")


def channels(count: int = 300) -> pl.DataFrame:
    numbers = range(count)
    return pl.DataFrame(
        {
            "channel_id": [f"channel-{number}" for number in numbers],
            "stream_id": [f"{number:032x}" for number in numbers],
            "provider_id": [f"provider-{number % 3}" for number in numbers],
            "name": [f"Channel {number}" for number in numbers],
        }
    )


def programmes(count: int = 1_000) -> pl.DataFrame:
    numbers = range(count)
    return pl.DataFrame(
        {
            "channel_id": [f"channel-{number % 400}" for number in numbers],
            "provider_id": ["guide"] * count,
            "title": [f"Show {number}" for number in numbers],
            "duration_seconds": [(300, 1800, 3600, 6000)[number % 4] for number in numbers],
        }
    )


def videos() -> pl.DataFrame:
    """Two of a library, one that it has no length of, and one of a folder, which has no id."""
    return pl.DataFrame(
        {
            "item_id": ["video-0", "video-1", "video-2", None],
            "stream_id": [f"{number:032x}" for number in range(4)],
            "provider_id": ["library"] * 3 + ["folder"],
            "name": [f"Video {number}" for number in range(4)],
            "duration_seconds": [600, 1200, 0, 600],
        }
    )


def catalogue() -> pl.DataFrame:
    return build_catalogue(channels(), programmes(), seed=1)


def plan(**changes: int) -> SimulationPlan:
    values = {"seed": 7, "viewers": 400, "days": 28, "event_count": 60_000, **changes}
    return SimulationPlan(END_AT, **values)
