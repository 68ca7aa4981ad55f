"""Raw tables of video libraries: what the provider's own counters say of its videos."""

import pandera.polars as pa
import polars as pl

from ingestion.schemas.base import RawTable, UtcTimestamp

GRAINS = ("hour", "day")


class VideoStatistics(RawTable):
    """Views and watch time as the provider counts them, per hour or day.

    They are of one video, or of the whole library where `item_id` is null. What a later sync says of a
    bucket counts.
    """

    sync_id: str
    provider_id: str
    synced_at: UtcTimestamp
    item_id: str = pa.Field(nullable=True)
    grain: str = pa.Field(isin=GRAINS)
    bucket_at: UtcTimestamp
    view_count: int = pa.Field(ge=0)
    watched_seconds: float = pa.Field(ge=0)


class VideoHeatmaps(RawTable):
    """How much of the views of a video one of its segments was watched in, 0 to 1."""

    sync_id: str
    provider_id: str
    synced_at: UtcTimestamp
    item_id: str
    segment: pl.Int32 = pa.Field(ge=0)
    watched_ratio: float = pa.Field(ge=0, le=1)
