"""The SQL of the dashboards, over the tables of a published snapshot. No other module holds any."""

from dashboards.queries import (
    ads,
    anomalies,
    audience,
    catalog,
    explorer,
    health,
    live,
    pipeline,
    playback,
    scope,
    titles,
    viewers,
    views,
)
from dashboards.queries.common import COMMON

__all__ = [
    "COMMON",
    "ads",
    "anomalies",
    "audience",
    "catalog",
    "explorer",
    "health",
    "live",
    "pipeline",
    "playback",
    "scope",
    "titles",
    "viewers",
    "views",
]
