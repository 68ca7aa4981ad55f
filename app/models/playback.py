"""Rows of playback: titles and views."""

from datetime import date
from typing import Literal

from pydantic import ConfigDict

from app.models.base import Row, UtcTime

ContentType = Literal["live", "movie", "episode", "clip"]


class Title(Row):
    """A title that was watched, with the sums of its views over the asked days.

    Attributes, `first_viewed_at` and `last_viewed_at` are those of all time; the counts and seconds cover
    the views that the filters choose.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "title_key": "4a8a08f09d37b73795649038408b5f33",
                "content_id": "movie-12",
                "content_title": "The Lighthouse Keeper",
                "content_type": "movie",
                "series_title": None,
                "provider_id": "alpha",
                "organizer_id": "library-3",
                "duration_seconds": 5400.0,
                "first_viewed_at": "2026-09-01T06:20:00Z",
                "last_viewed_at": "2026-09-10T14:20:00Z",
                "is_simulated": False,
                "view_count": 30,
                "play_count": 29,
                "play_seconds": 74520.0,
                "unique_content_seconds": 70110.0,
                "rebuffer_seconds": 60.0,
                "completed_count": 12,
                "completable_count": 29,
                "reached_end_count": 11,
                "error_view_count": 1,
            }
        }
    )

    title_key: str
    content_id: str
    content_title: str | None
    content_type: str | None
    series_title: str | None
    provider_id: str | None
    organizer_id: str | None
    duration_seconds: float | None
    first_viewed_at: UtcTime
    last_viewed_at: UtcTime
    is_simulated: bool
    view_count: int
    play_count: int
    play_seconds: float
    unique_content_seconds: float
    rebuffer_seconds: float
    completed_count: int
    completable_count: int
    reached_end_count: int
    error_view_count: int


class View(Row):
    """One attempt to play one title in one player."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "view_key": "8277e0910d750195b448797616e091ad",
                "session_id": "b7a5a1de-5d0e-4a57-9d6d-2f5b7d0c1a11",
                "viewer_key": "e1671797c52e15f763380b45e841ec32",
                "content_id": "movie-12",
                "title_key": "4a8a08f09d37b73795649038408b5f33",
                "content_title": "The Lighthouse Keeper",
                "content_type": "movie",
                "series_title": None,
                "provider_id": "alpha",
                "channel_id": None,
                "channel_key": None,
                "stream_id": None,
                "organizer_id": "library-3",
                "source": "events",
                "player_name": "hls.js",
                "player_version": "1.7.4",
                "device_type": "desktop",
                "country_code": "de",
                "cdn": None,
                "started_at": "2026-09-10T14:20:00Z",
                "ended_at": "2026-09-10T15:02:11Z",
                "started_date": "2026-09-10",
                "is_live": False,
                "is_simulated": False,
                "is_play": True,
                "startup_ms": 620.0,
                "startup_seconds": 0.62,
                "play_seconds": 2500.0,
                "rebuffer_seconds": 3.0,
                "rebuffer_count": 1,
                "rebuffer_ratio": 0.0012,
                "paused_seconds": 25.0,
                "seek_seconds": 2.4,
                "seek_count": 1,
                "content_seconds": 2500.0,
                "unique_content_seconds": 2480.0,
                "rewatched_seconds": 20.0,
                "duration_seconds": 5400.0,
                "coverage_ratio": 0.459,
                "max_position_seconds": 2480.0,
                "is_completed": False,
                "has_reached_end": False,
                "has_ended": False,
                "has_error": False,
                "has_business_error": False,
                "is_start_failure": False,
                "is_playback_failure": False,
                "is_exit_before_start": False,
                "error_code": None,
                "avg_bitrate_bps": 4200000.0,
                "event_count": 268,
                "has_clock_fault": False,
                "is_provisional": False,
            }
        }
    )

    view_key: str
    session_id: str
    viewer_key: str | None
    content_id: str | None
    title_key: str | None
    content_title: str | None
    content_type: str | None
    series_title: str | None
    provider_id: str | None
    channel_id: str | None
    channel_key: str | None
    stream_id: str | None
    organizer_id: str | None
    source: str
    player_name: str | None
    player_version: str | None
    device_type: str | None
    country_code: str | None
    cdn: str | None
    started_at: UtcTime
    ended_at: UtcTime
    started_date: date
    is_live: bool
    is_simulated: bool
    is_play: bool
    startup_ms: float | None
    startup_seconds: float
    play_seconds: float
    rebuffer_seconds: float
    rebuffer_count: int
    rebuffer_ratio: float | None
    paused_seconds: float
    seek_seconds: float
    seek_count: int
    content_seconds: float | None
    unique_content_seconds: float | None
    rewatched_seconds: float | None
    duration_seconds: float | None
    coverage_ratio: float | None
    max_position_seconds: float | None
    is_completed: bool
    has_reached_end: bool
    has_ended: bool
    has_error: bool
    has_business_error: bool
    is_start_failure: bool
    is_playback_failure: bool
    is_exit_before_start: bool
    error_code: str | None
    avg_bitrate_bps: float | None
    event_count: int
    has_clock_fault: bool
    is_provisional: bool
