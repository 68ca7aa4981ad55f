"""Rows about providers: their scorecard, defects and accounts, and their counts beside ours."""

from datetime import date
from typing import Literal

from pydantic import ConfigDict

from app.models.base import Row, UtcTime

SyncKind = Literal["catalog", "guide"]


class Scorecard(Row):
    """A provider in numbers: size, churn, guide, duplicates, defects, account, syncs."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "provider_id": "alpha",
                "provider_name": "Alpha TV",
                "provider_kind": "xtream",
                "as_of_at": "2026-09-10T01:00:00Z",
                "last_synced_at": "2026-09-10T01:00:00Z",
                "last_accepted_at": "2026-09-10T01:00:00Z",
                "sync_count": 39,
                "sync_success_ratio": 0.974,
                "stream_count": 1180,
                "live_count": 700,
                "movie_count": 300,
                "series_count": 20,
                "episode_count": 160,
                "channel_count": 640,
                "group_count": 24,
                "added_count": 41,
                "removed_count": 12,
                "churn_ratio": 0.044,
                "changed_ratio": 0.061,
                "guide_id_ratio": 0.82,
                "announced_ratio": 0.71,
                "guide_channel_count": 590,
                "guide_now_ratio": 0.88,
                "guide_next_day_ratio": 0.84,
                "guide_next_week_ratio": 0.62,
                "guide_stale_ratio": 0.05,
                "duplicate_ratio": 0.02,
                "defect_count": 31,
                "defects_per_entry": 0.026,
                "reject_ratio": 0.001,
                "account_status": "active",
                "expires_at": "2026-12-31T00:00:00Z",
                "days_to_expiry": 111.96,
                "max_connections": 2,
                "active_connections": 1,
                "connections_used_ratio": 0.5,
            }
        }
    )

    provider_id: str
    provider_name: str
    provider_kind: str
    as_of_at: UtcTime | None
    last_synced_at: UtcTime
    last_accepted_at: UtcTime | None
    sync_count: int
    sync_success_ratio: float | None
    stream_count: int
    live_count: int
    movie_count: int
    series_count: int
    episode_count: int
    channel_count: int
    group_count: int
    added_count: int
    removed_count: int
    churn_ratio: float | None
    changed_ratio: float | None
    guide_id_ratio: float | None
    announced_ratio: float | None
    guide_channel_count: int
    guide_now_ratio: float | None
    guide_next_day_ratio: float | None
    guide_next_week_ratio: float | None
    guide_stale_ratio: float | None
    duplicate_ratio: float | None
    defect_count: int | None
    defects_per_entry: float | None
    reject_ratio: float | None
    account_status: str | None
    expires_at: UtcTime | None
    days_to_expiry: float | None
    max_connections: int | None
    active_connections: int | None
    connections_used_ratio: float | None


class CatalogDefect(Row):
    """What was mended or odd in a playlist or guide at a sync, and how often the sync before met it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "defect_key": "7d793037a0760186574b0282f2f435e7",
                "sync_id": "01J6Z7Q9B1M2T3V4W5X6Y7Z8A9",
                "provider_id": "alpha",
                "sync_kind": "catalog",
                "synced_at": "2026-09-10T01:00:00Z",
                "synced_date": "2026-09-10",
                "playlist": "main",
                "defect": "bad_quotes",
                "field": None,
                "defect_count": 12,
                "previous_count": 10,
                "change_count": 2,
                "first_line_number": 407,
            }
        }
    )

    defect_key: str
    sync_id: str
    provider_id: str
    sync_kind: str
    synced_at: UtcTime
    synced_date: date
    playlist: str
    defect: str
    field: str | None
    defect_count: int
    previous_count: int | None
    change_count: int | None
    first_line_number: int | None


class AccountState(Row):
    """What a provider told of the account at a sync."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "sync_id": "01J6Z7Q9B1M2T3V4W5X6Y7Z8A9",
                "provider_id": "alpha",
                "stated_at": "2026-09-10T01:00:00Z",
                "account_status": "active",
                "is_trial": False,
                "expires_at": "2026-12-31T00:00:00Z",
                "is_expired": False,
                "days_to_expiry": 111.96,
                "max_connections": 2,
                "active_connections": 1,
                "connections_used_ratio": 0.5,
            }
        }
    )

    sync_id: str
    provider_id: str
    stated_at: UtcTime
    account_status: str | None
    is_trial: bool
    expires_at: UtcTime | None
    is_expired: bool
    days_to_expiry: float | None
    max_connections: int | None
    active_connections: int | None
    connections_used_ratio: float | None


class HeatmapSegment(Row):
    """How much one segment of a video was watched, as its library told last."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "provider_id": "library",
                "item_id": "657bb740-a71b-4529-a012-528021c31a92",
                "segment_number": 4,
                "watched_ratio": 0.81,
                "told_at": "2026-09-10T01:00:00Z",
            }
        }
    )

    provider_id: str
    item_id: str
    segment_number: int
    watched_ratio: float
    told_at: UtcTime


class Reconciliation(Row):
    """What a video library counts of one video on one day beside what we count."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "view_date": "2026-09-10",
                "provider_id": "library",
                "item_id": "657bb740-a71b-4529-a012-528021c31a92",
                "stream_key": "5f1d7a84db00d2fce00b31a7fc73224f",
                "stream_name": "Harbour Tour",
                "provider_view_count": 120,
                "own_view_count": 117,
                "view_difference_count": -3,
                "own_view_ratio": 0.975,
                "provider_watched_seconds": 40800.0,
                "own_watched_seconds": 40100.0,
                "watched_difference_seconds": -700.0,
                "own_watched_ratio": 0.983,
                "is_within_tolerance": True,
                "is_simulated": False,
            }
        }
    )

    view_date: date
    provider_id: str
    item_id: str
    stream_key: str | None
    stream_name: str | None
    provider_view_count: int
    own_view_count: int
    view_difference_count: int
    own_view_ratio: float | None
    provider_watched_seconds: float
    own_watched_seconds: float
    watched_difference_seconds: float
    own_watched_ratio: float | None
    is_within_tolerance: bool
    is_simulated: bool


class LibraryDay(Row):
    """What a video library counts of all its videos on one day beside what we count."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "view_date": "2026-09-10",
                "provider_id": "library",
                "provider_view_count": 5120,
                "asked_view_count": 4980,
                "unasked_view_count": 140,
                "own_view_count": 5034,
                "view_difference_count": -86,
                "own_view_ratio": 0.983,
                "provider_watched_seconds": 1740800.0,
                "asked_watched_seconds": 1694100.0,
                "own_watched_seconds": 1712600.0,
                "watched_difference_seconds": -28200.0,
                "own_watched_ratio": 0.984,
                "is_within_tolerance": True,
                "is_simulated": False,
            }
        }
    )

    view_date: date
    provider_id: str
    provider_view_count: int
    asked_view_count: int
    unasked_view_count: int
    own_view_count: int
    view_difference_count: int
    own_view_ratio: float | None
    provider_watched_seconds: float
    asked_watched_seconds: float
    own_watched_seconds: float
    watched_difference_seconds: float
    own_watched_ratio: float | None
    is_within_tolerance: bool
    is_simulated: bool
