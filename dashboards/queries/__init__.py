"""The SQL of the dashboards, over the tables of a published snapshot. No other module holds any."""

from dashboards.queries import audience, catalog, health, pipeline, playback, scope
from dashboards.queries.common import COMMON

__all__ = ["COMMON", "audience", "catalog", "health", "pipeline", "playback", "scope"]
