"""Rows of the catalog: providers, streams, channels, incidents."""

from datetime import date
from typing import Literal

from pydantic import ConfigDict

from app.models.base import Row, UtcTime

StreamType = Literal["live", "movie", "series", "episode"]
StreamStatus = Literal["up", "degraded", "down", "blocked", "auth", "no_capacity", "off_schedule", "unknown"]


class Provider(Row):
    """A provider, how its syncs went and how much it lists."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "provider_id": "alpha",
                "provider_name": "Alpha TV",
                "provider_kind": "m3u",
                "first_synced_at": "2026-09-01T01:00:00Z",
                "last_synced_at": "2026-09-10T01:00:00Z",
                "last_accepted_at": "2026-09-10T01:00:00Z",
                "last_outcome": "accepted",
                "last_reason": None,
                "entry_count": 1200,
                "stream_count": 1180,
                "channel_count": 640,
                "programme_count": 35000,
                "accepted_sync_count": 38,
                "rejected_sync_count": 1,
            }
        }
    )

    provider_id: str
    provider_name: str
    provider_kind: str
    first_synced_at: UtcTime
    last_synced_at: UtcTime
    last_accepted_at: UtcTime | None
    last_outcome: str
    last_reason: str | None
    entry_count: int
    stream_count: int
    channel_count: int
    programme_count: int
    accepted_sync_count: int
    rejected_sync_count: int


class Stream(Row):
    """A stream that a provider lists or listed, with its newest check. Its address never holds a login."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "stream_key": "5f1d7a84db00d2fce00b31a7fc73224f",
                "provider_id": "alpha",
                "provider_name": "Alpha TV",
                "channel_key": "0cc175b9c0f1b6a831c399e269772661",
                "channel_id": "News.de",
                "stream_name": "News HD",
                "stream_type": "live",
                "group_title": "News",
                "stream_url": "https://alpha.example/live/***/***/17.m3u8",
                "stream_host": "alpha.example",
                "quality_label": "720p",
                "first_seen_at": "2026-09-01T01:00:00Z",
                "last_seen_at": "2026-09-10T01:00:00Z",
                "is_listed": True,
                "removed_at": None,
                "last_status": "up",
                "last_reason": "ok",
                "last_checked_at": "2026-09-10T23:00:00Z",
            }
        }
    )

    stream_key: str
    provider_id: str
    provider_name: str
    channel_key: str | None
    channel_id: str | None
    stream_name: str
    stream_type: str
    group_title: str | None
    stream_url: str
    stream_host: str | None
    quality_label: str | None
    first_seen_at: UtcTime
    last_seen_at: UtcTime
    is_listed: bool
    removed_at: UtcTime | None
    last_status: str | None
    last_reason: str | None
    last_checked_at: UtcTime | None


class Channel(Row):
    """A channel that live streams of any provider carry."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "channel_key": "0cc175b9c0f1b6a831c399e269772661",
                "channel_id": "News.de",
                "channel_name": "News",
                "country_code": "de",
                "logo_url": "https://alpha.example/logos/news.png",
                "provider_count": 2,
                "stream_count": 3,
                "has_guide": True,
                "programme_count": 412,
                "is_known": True,
                "first_seen_at": "2026-09-01T01:00:00Z",
                "last_seen_at": "2026-09-10T01:00:00Z",
                "is_listed": True,
            }
        }
    )

    channel_key: str
    channel_id: str
    channel_name: str
    country_code: str | None
    logo_url: str | None
    provider_count: int
    stream_count: int
    has_guide: bool
    programme_count: int
    is_known: bool
    first_seen_at: UtcTime
    last_seen_at: UtcTime
    is_listed: bool


class Incident(Row):
    """An outage of a stream, from its first bad check to the first of two good checks in a row."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "incident_key": "92eb5ffee6ae2fec3ad71c777531578f",
                "stream_key": "5f1d7a84db00d2fce00b31a7fc73224f",
                "stream_name": "News HD",
                "provider_id": "alpha",
                "opened_at": "2026-09-05T06:00:00Z",
                "opened_date": "2026-09-05",
                "closed_at": "2026-09-05T10:00:00Z",
                "is_open": False,
                "duration_seconds": 14400.0,
                "failed_check_count": 4,
                "first_reason": "http-404",
                "incident_kind": "stream",
            }
        }
    )

    incident_key: str
    stream_key: str
    stream_name: str | None
    provider_id: str
    opened_at: UtcTime
    opened_date: date
    closed_at: UtcTime | None
    is_open: bool
    duration_seconds: float
    failed_check_count: int
    first_reason: str
    incident_kind: str
