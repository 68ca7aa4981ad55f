"""Rows of what changes in catalogs: versions of streams, changes, titles."""

from datetime import date
from typing import Literal

from pydantic import ConfigDict

from app.models.base import Row, UtcTime

ChangeType = Literal["added", "removed", "renamed", "moved", "regrouped", "guide_changed", "retyped"]
TitleType = Literal["movie", "series", "season", "episode"]


class StreamVersion(Row):
    """What a provider said of a stream over a stretch of its syncs."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "stream_key": "5f1d7a84db00d2fce00b31a7fc73224f",
                "provider_id": "alpha",
                "version_number": 2,
                "valid_from": "2026-09-04T01:00:00Z",
                "valid_to": None,
                "is_current": True,
                "change_reason": "renamed, regrouped",
                "stream_type": "live",
                "stream_name": "News HD",
                "group_title": "News",
                "stream_url": "https://alpha.example/live/***/***/17.m3u8",
                "tvg_id": "News.de@HD",
                "logo_url": "https://alpha.example/logos/news.png",
                "quality_label": "720p",
                "quality_height": 720,
            }
        }
    )

    stream_key: str
    provider_id: str
    version_number: int
    valid_from: UtcTime
    valid_to: UtcTime | None
    is_current: bool
    change_reason: str
    stream_type: str
    stream_name: str
    group_title: str | None
    stream_url: str
    tvg_id: str | None
    logo_url: str | None
    quality_label: str | None
    quality_height: int | None


class CatalogChange(Row):
    """A change of one stream that a sync showed. A provider's first sync is the baseline."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "change_key": "4a8a08f09d37b73795649038408b5f33",
                "provider_id": "alpha",
                "stream_key": "5f1d7a84db00d2fce00b31a7fc73224f",
                "stream_name": "News HD",
                "changed_at": "2026-09-04T01:00:00Z",
                "changed_date": "2026-09-04",
                "change_type": "renamed",
                "old_value": "News",
                "new_value": "News HD",
                "sync_id": "01J6Z7Q9B1M2T3V4W5X6Y7Z8A9",
            }
        }
    )

    change_key: str
    provider_id: str
    stream_key: str
    stream_name: str
    changed_at: UtcTime
    changed_date: date
    change_type: str
    old_value: str | None
    new_value: str | None
    sync_id: str


class CatalogTitle(Row):
    """A movie, series, season or episode that catalogs list, the same of several providers once."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "title_key": "8277e0910d750195b448797616e091ad",
                "title_type": "season",
                "title_name": "The Harbour",
                "normal_name": "the harbour",
                "released_year": 2019,
                "series_key": "e1671797c52e15f763380b45e841ec32",
                "season_number": 2,
                "episode_number": None,
                "provider_count": 2,
                "stream_count": 14,
                "season_count": None,
                "episode_count": 8,
                "first_seen_at": "2026-09-01T01:00:00Z",
                "last_seen_at": "2026-09-10T01:00:00Z",
                "is_listed": True,
            }
        }
    )

    title_key: str
    title_type: str
    title_name: str
    normal_name: str
    released_year: int | None
    series_key: str | None
    season_number: int | None
    episode_number: int | None
    provider_count: int
    stream_count: int
    season_count: int | None
    episode_count: int | None
    first_seen_at: UtcTime
    last_seen_at: UtcTime
    is_listed: bool
