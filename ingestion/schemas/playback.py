"""Raw tables of playback: events as players sent them, in the columns of the event contract."""

import pandera.polars as pa

from ingestion.schemas.base import RawTable, UtcTimestamp

EVENT_SOURCES = ("events", "cmcd", "cmcd_log", "mux", "jellyfin", "tautulli")
EVENT_TYPES = (
    "view_start",
    "playing",
    "pause",
    "seek_start",
    "seek_end",
    "rebuffer_start",
    "rebuffer_end",
    "ended",
    "error",
    "view_end",
    "heartbeat",
    "progress",
    "rate_change",
    "quality_change",
    "volume_change",
    "visibility_change",
    "ad_start",
    "ad_quartile",
    "ad_end",
    "ad_skip",
    "preload",
    "waiting",
    "request",
    "other",
)


class PlaybackEvents(RawTable):
    """One event of one player. The last four types come from CMCD alone.

    `viewer_key` is the salted hash of the viewer's id; `client_key` that of session and viewer, which tells
    two clients with one session id apart and links nothing across sessions. `cmcd` keeps the keys of a CMCD
    record as JSON. `is_capped` marks an imported play that was longer than believable.
    """

    event_id: str = pa.Field(str_length={"min_value": 1, "max_value": 64})
    session_id: str = pa.Field(nullable=True, str_length={"max_value": 128})
    viewer_key: str = pa.Field(nullable=True)
    client_key: str = pa.Field(nullable=True)
    site_id: str = pa.Field(nullable=True)
    content_id: str = pa.Field(nullable=True, str_length={"max_value": 256})
    source: str = pa.Field(isin=EVENT_SOURCES)
    event_type: str = pa.Field(isin=EVENT_TYPES)
    received_at: UtcTimestamp
    sent_at: UtcTimestamp = pa.Field(nullable=True)
    client_at: UtcTimestamp
    seq: int = pa.Field(nullable=True, ge=0)
    position_seconds: float = pa.Field(nullable=True, ge=0)
    duration_seconds: float = pa.Field(nullable=True, ge=0)
    playback_rate: float = pa.Field(nullable=True, ge=0, le=16)
    is_live: bool = pa.Field(nullable=True)
    is_muted: bool = pa.Field(nullable=True)
    is_background: bool = pa.Field(nullable=True)
    is_fullscreen: bool = pa.Field(nullable=True)
    content_type: str = pa.Field(nullable=True)
    content_title: str = pa.Field(nullable=True)
    series_title: str = pa.Field(nullable=True)
    provider_id: str = pa.Field(nullable=True)
    channel_id: str = pa.Field(nullable=True)
    stream_id: str = pa.Field(nullable=True)
    organizer_id: str = pa.Field(nullable=True)
    bitrate_bps: float = pa.Field(nullable=True, ge=0)
    width: float = pa.Field(nullable=True, ge=0)
    height: float = pa.Field(nullable=True, ge=0)
    player_width: float = pa.Field(nullable=True, ge=0)
    player_height: float = pa.Field(nullable=True, ge=0)
    buffer_seconds: float = pa.Field(nullable=True, ge=0)
    live_latency_ms: float = pa.Field(nullable=True, ge=0)
    dropped_frames: float = pa.Field(nullable=True, ge=0)
    decoded_frames: float = pa.Field(nullable=True, ge=0)
    startup_ms: float = pa.Field(nullable=True, ge=0)
    error_code: str = pa.Field(nullable=True)
    error_message: str = pa.Field(nullable=True)
    is_fatal: bool = pa.Field(nullable=True)
    error_category: str = pa.Field(nullable=True)
    progress_ratio: float = pa.Field(nullable=True, ge=0, le=1)
    played_seconds: float = pa.Field(nullable=True, ge=0)
    rebuffer_count: int = pa.Field(nullable=True, ge=0)
    rebuffer_seconds: float = pa.Field(nullable=True, ge=0)
    ad_id: str = pa.Field(nullable=True)
    ad_position: str = pa.Field(nullable=True)
    ad_quartile: int = pa.Field(nullable=True, ge=0, le=100)
    ad_duration_seconds: float = pa.Field(nullable=True, ge=0)
    is_ad_linear: bool = pa.Field(nullable=True)
    cdn: str = pa.Field(nullable=True)
    player_name: str = pa.Field(nullable=True)
    player_version: str = pa.Field(nullable=True)
    player_type: str = pa.Field(nullable=True)
    app_version: str = pa.Field(nullable=True)
    page_url: str = pa.Field(nullable=True)
    referrer: str = pa.Field(nullable=True)
    country_code: str = pa.Field(nullable=True)
    asn: int = pa.Field(nullable=True, ge=0)
    as_organization: str = pa.Field(nullable=True)
    device_type: str = pa.Field(nullable=True)
    os_name: str = pa.Field(nullable=True)
    os_version: str = pa.Field(nullable=True)
    browser_name: str = pa.Field(nullable=True)
    browser_version: str = pa.Field(nullable=True)
    is_bot: bool = pa.Field(nullable=True)
    is_capped: bool = pa.Field(nullable=True)
    custom: str = pa.Field(nullable=True)
    extra: str = pa.Field(nullable=True)
    cmcd: str = pa.Field(nullable=True)
    batch_id: str


class PlaybackRejects(RawTable):
    """One event, record or spool line that was quarantined, with its reason and a bounded original."""

    reject_id: str
    batch_id: str
    source: str
    received_at: UtcTimestamp
    event_index: int = pa.Field(ge=0)
    event_id: str = pa.Field(nullable=True)
    reason: str
    detail: str = pa.Field(nullable=True)
    original: str = pa.Field(nullable=True, str_length={"max_value": 4096})
