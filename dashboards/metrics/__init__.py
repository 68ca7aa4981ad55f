"""The metrics as tiles: value, unit, definition, and the number of observations behind it.

Definitions follow the warehouse's marts and the API's `/v1/summary`; both give the same numbers.
"""

from dashboards.metrics import (
    ads,
    catalog,
    guides,
    health,
    live,
    matching,
    pipeline,
    playback,
    quality,
    scorecard,
    viewers,
    views,
)
from dashboards.metrics.tile import Tile

__all__ = [
    "Tile",
    "ads",
    "catalog",
    "guides",
    "health",
    "live",
    "matching",
    "pipeline",
    "playback",
    "quality",
    "scorecard",
    "viewers",
    "views",
]
