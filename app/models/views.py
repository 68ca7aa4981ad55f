"""Rows of views: the attempt to play, and its timeline."""

from datetime import date

from pydantic import ConfigDict, Field, JsonValue

from app.models.base import Row, UtcTime

_VIEW: dict[str, JsonValue] = {
    "view_key": "8277e0910d750195b448797616e091ad",
    "session_key": "1c383cd30b7c298ab50293adfecb7b18",
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
    "site_id": None,
    "source": "events",
    "player_name": "hls.js",
    "player_version": "1.7.4",
    "player_type": "mse",
    "app_version": None,
    "device_type": "desktop",
    "os_name": "Windows",
    "os_version": "11",
    "browser_name": "Firefox",
    "browser_version": "144.0",
    "country_code": "de",
    "asn": 64500,
    "as_organization": "Example Net",
    "cdn": None,
    "custom": '{"plan": "gold"}',
    "started_at": "2026-09-10T14:20:00Z",
    "ended_at": "2026-09-10T15:02:11Z",
    "started_date": "2026-09-10",
    "ended_date": "2026-09-10",
    "is_live": False,
    "is_simulated": False,
    "is_bot": False,
    "is_capped": False,
    "is_covered": True,
    "is_play": True,
    "startup_ms": 620.0,
    "startup_seconds": 0.62,
    "play_seconds": 2500.0,
    "muted_seconds": 0.0,
    "background_seconds": 120.0,
    "ad_seconds": 0.0,
    "rebuffer_seconds": 3.0,
    "rebuffer_count": 1,
    "rebuffer_ratio": 0.0012,
    "watch_rebuffer_ratio": 0.0012,
    "rebuffer_per_minute": 0.024,
    "paused_seconds": 25.0,
    "seek_seconds": 2.4,
    "seek_count": 1,
    "content_seconds": 2500.0,
    "unique_content_seconds": 2480.0,
    "rewatched_seconds": 20.0,
    "duration_seconds": 5400.0,
    "coverage_ratio": 0.459,
    "max_position_seconds": 2480.0,
    "quartile": 1,
    "coverage_quartile": 1,
    "is_completed": False,
    "has_reached_end": False,
    "has_ended": False,
    "is_bounced": False,
    "has_error": False,
    "has_business_error": False,
    "is_start_failure": False,
    "is_playback_failure": False,
    "is_exit_before_start": False,
    "error_code": None,
    "avg_bitrate_bps": 4200000.0,
    "bitrate_up_count": 1,
    "bitrate_down_count": 0,
    "dropped_frame_ratio": 0.0002,
    "live_latency_ms": None,
    "telemetry_loss_ratio": 0.0,
    "event_count": 268,
    "lost_event_count": 0,
    "startup_score": 92.8,
    "smoothness_score": 94.1,
    "success_score": 100.0,
    "quality_score": None,
    "experience_score": 95.6,
    "score_version": 1,
    "ad_count": 0,
    "has_clock_fault": False,
    "has_session_collision": False,
    "is_provisional": False,
}
_EVENT: dict[str, JsonValue] = {
    "event_number": 2,
    "event_type": "playing",
    "state": "playing",
    "occurred_at": "2026-09-10T14:20:00.620000Z",
    "offset_seconds": 0.62,
    "gap_seconds": 1200.0,
    "position_seconds": 0.0,
    "playback_rate": 1.0,
    "bitrate_bps": 4200000.0,
    "buffer_seconds": 12.5,
    "is_background": False,
    "is_muted": False,
    "error_code": None,
    "is_fatal": None,
}


class View(Row):
    """One attempt to play one title in one player."""

    model_config = ConfigDict(json_schema_extra={"example": _VIEW})

    view_key: str
    session_key: str | None
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
    site_id: str | None
    source: str
    player_name: str | None
    player_version: str | None
    player_type: str | None
    app_version: str | None
    device_type: str | None
    os_name: str | None
    os_version: str | None
    browser_name: str | None
    browser_version: str | None
    country_code: str | None
    asn: int | None
    as_organization: str | None
    cdn: str | None
    custom: str | None
    started_at: UtcTime
    ended_at: UtcTime
    started_date: date
    ended_date: date | None
    is_live: bool
    is_simulated: bool
    is_bot: bool
    is_capped: bool
    is_covered: bool
    is_play: bool
    startup_ms: float | None
    startup_seconds: float
    play_seconds: float
    muted_seconds: float | None
    background_seconds: float | None
    ad_seconds: float | None
    rebuffer_seconds: float
    rebuffer_count: int
    rebuffer_ratio: float | None
    watch_rebuffer_ratio: float | None
    rebuffer_per_minute: float | None
    paused_seconds: float
    seek_seconds: float
    seek_count: int
    content_seconds: float | None
    unique_content_seconds: float | None
    rewatched_seconds: float | None
    duration_seconds: float | None
    coverage_ratio: float | None
    max_position_seconds: float | None
    quartile: int | None
    coverage_quartile: int | None
    is_completed: bool
    has_reached_end: bool
    has_ended: bool
    is_bounced: bool
    has_error: bool
    has_business_error: bool
    is_start_failure: bool
    is_playback_failure: bool
    is_exit_before_start: bool
    error_code: str | None
    avg_bitrate_bps: float | None
    bitrate_up_count: int | None
    bitrate_down_count: int | None
    dropped_frame_ratio: float | None
    live_latency_ms: float | None
    telemetry_loss_ratio: float | None
    event_count: int
    lost_event_count: int | None
    startup_score: float | None
    smoothness_score: float | None
    success_score: float | None
    quality_score: float | None
    experience_score: float | None
    score_version: int | None
    ad_count: int | None
    has_clock_fault: bool
    has_session_collision: bool
    is_provisional: bool


class ViewEvent(Row):
    """One moment of a view: what happened, and the state that it set."""

    model_config = ConfigDict(json_schema_extra={"example": _EVENT})

    event_number: int
    event_type: str
    state: str
    occurred_at: UtcTime
    offset_seconds: float
    gap_seconds: float
    position_seconds: float | None
    playback_rate: float | None
    bitrate_bps: float | None
    buffer_seconds: float | None
    is_background: bool | None
    is_muted: bool | None
    error_code: str | None
    is_fatal: bool | None


class ViewDetail(View):
    """A view with its timeline, in order. The time of a state lasts until the next event."""

    model_config = ConfigDict(
        json_schema_extra={"example": {**_VIEW, "events": [_EVENT], "has_more_events": False}}
    )

    events: list[ViewEvent] = Field(description="The first 2,000 events that changed something")
    has_more_events: bool = Field(description="Whether the view has more")
