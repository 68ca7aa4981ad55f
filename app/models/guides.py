"""Rows of guides: how far they reach, and how they were revised."""

from datetime import date
from typing import Literal

from pydantic import ConfigDict

from app.models.base import Row, UtcTime

RevisionType = Literal["added", "removed", "retimed", "retitled"]


class GuideCoverage(Row):
    """What a provider's guides tell of one channel, as of the provider's newest guide sync."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "provider_id": "alpha",
                "channel_id": "News.de",
                "channel_key": "0cc175b9c0f1b6a831c399e269772661",
                "as_of_at": "2026-09-10T02:00:00Z",
                "is_listed": True,
                "programme_count": 412,
                "has_programme_now": True,
                "next_day_covered_ratio": 1.0,
                "next_week_covered_ratio": 0.86,
                "gap_count": 1,
                "longest_gap_seconds": 7200.0,
                "overlap_count": 0,
                "last_stop_at": "2026-09-16T04:00:00Z",
                "renewed_at": "2026-09-10T02:00:00Z",
                "is_stale": False,
            }
        }
    )

    provider_id: str
    channel_id: str
    channel_key: str
    as_of_at: UtcTime
    is_listed: bool
    programme_count: int
    has_programme_now: bool
    next_day_covered_ratio: float
    next_week_covered_ratio: float
    gap_count: int
    longest_gap_seconds: float | None
    overlap_count: int
    last_stop_at: UtcTime | None
    renewed_at: UtcTime
    is_stale: bool


class GuideRevision(Row):
    """A broadcast that a later guide tells otherwise than the one before."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "revision_key": "0f2f7bfa5e54ef7a0a4f64e5c47b1d3c",
                "sync_id": "01J6Z7Q9B1M2T3V4W5X6Y7Z8A9",
                "provider_id": "alpha",
                "guide_channel_id": "News.de@HD",
                "channel_id": "News.de",
                "channel_key": "0cc175b9c0f1b6a831c399e269772661",
                "revised_at": "2026-09-10T02:00:00Z",
                "revised_date": "2026-09-10",
                "revision_type": "retimed",
                "old_started_at": "2026-09-11T18:00:00Z",
                "new_started_at": "2026-09-11T18:30:00Z",
                "moved_seconds": 1800.0,
                "old_title": "Evening News",
                "new_title": "Evening News",
                "old_sub_title": None,
                "new_sub_title": None,
            }
        }
    )

    revision_key: str
    sync_id: str
    provider_id: str
    guide_channel_id: str
    channel_id: str
    channel_key: str
    revised_at: UtcTime
    revised_date: date
    revision_type: str
    old_started_at: UtcTime | None
    new_started_at: UtcTime | None
    moved_seconds: float | None
    old_title: str | None
    new_title: str | None
    old_sub_title: str | None
    new_sub_title: str | None
