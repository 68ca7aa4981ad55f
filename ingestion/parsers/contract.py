"""The playback event contract, version 1, as types: names, bounds and kinds of what players send.

The JSON Schema that the collector publishes is made from `Batch`. How a body becomes these types is in
`ingestion.parsers.events`, how a CMCD record does in `ingestion.parsers.cmcd.reports`.
"""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ingestion.redaction import redact_url

EARLIEST_MS = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()) * 1000
LATEST_MS = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp()) * 1000
ORIGINAL_CHARACTERS = 4096
# Schemes are short: a bound keeps the search linear in whatever is sent.
_ADDRESS = re.compile(r"""[a-z][a-z0-9+.-]{0,19}://[^\s"'<>\\]+""", re.IGNORECASE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

UnixMs = Annotated[int, Meta(ge=EARLIEST_MS, le=LATEST_MS, description="Unix milliseconds")]
Time = UnixMs | Annotated[datetime, Meta(tz=True, description="ISO 8601 with a zone")]
Name64 = Annotated[str, Meta(min_length=1, max_length=64)]
Name128 = Annotated[str, Meta(min_length=1, max_length=128)]
Name256 = Annotated[str, Meta(min_length=1, max_length=256)]
Text128 = Annotated[str, Meta(max_length=128)]
Text256 = Annotated[str, Meta(max_length=256)]
Text2048 = Annotated[str, Meta(max_length=2048)]
Quantity = Annotated[float, Meta(ge=0, le=1e15)]
Ordinal = Annotated[int, Meta(ge=0, le=2**53)]
Custom = Annotated[dict[Text128, Text128], Meta(max_length=10)]
EventType = Literal[
    "view_start", "playing", "pause", "seek_start", "seek_end", "rebuffer_start", "rebuffer_end", "ended",
    "error", "view_end", "heartbeat", "progress", "rate_change", "quality_change", "volume_change",
    "visibility_change", "ad_start", "ad_quartile", "ad_end", "ad_skip",
]  # fmt: skip


class Reason(StrEnum):
    """Why an event or record was not taken. Closed: dashboards and clients may rely on it."""

    MISSING_FIELD = "missing_field"
    BAD_TYPE = "bad_type"
    BAD_VALUE = "bad_value"
    TOO_LONG = "too_long"
    BAD_TIME = "bad_time"
    UNKNOWN_TYPE = "unknown_type"
    MALFORMED_RECORD = "malformed_record"
    NEWER_VERSION = "newer_version"


class EventFields(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """The optional fields of an event; a batch's `context` gives them for all its events.

    Null says the same as leaving a field out. Counters are totals since the view began.
    """

    seq: Ordinal | None = None
    viewer_id: Text128 | None = None
    position_seconds: Quantity | None = None
    duration_seconds: Quantity | None = None
    playback_rate: Annotated[float, Meta(ge=0, le=16)] | None = None
    is_live: bool | None = None
    is_muted: bool | None = None
    is_background: bool | None = None
    is_fullscreen: bool | None = None
    content_type: Literal["live", "movie", "episode", "clip"] | None = None
    content_title: Text256 | None = None
    series_title: Text256 | None = None
    provider_id: Text256 | None = None
    channel_id: Text256 | None = None
    stream_id: Text256 | None = None
    organizer_id: Text256 | None = None
    bitrate_bps: Quantity | None = None
    width: Quantity | None = None
    height: Quantity | None = None
    player_width: Quantity | None = None
    player_height: Quantity | None = None
    buffer_seconds: Quantity | None = None
    live_latency_ms: Quantity | None = None
    dropped_frames: Quantity | None = None
    decoded_frames: Quantity | None = None
    startup_ms: Quantity | None = None
    error_code: Text128 | None = None
    error_message: Text2048 | None = None
    is_fatal: bool | None = None
    error_category: Literal["playback", "business"] | None = None
    progress_ratio: Annotated[float, Meta(ge=0, le=1)] | None = None
    played_seconds: Quantity | None = None
    rebuffer_count: Ordinal | None = None
    rebuffer_seconds: Quantity | None = None
    ad_id: Text256 | None = None
    ad_position: Literal["preroll", "midroll", "postroll"] | None = None
    ad_quartile: Literal[25, 50, 75] | None = None
    ad_duration_seconds: Quantity | None = None
    is_ad_linear: bool | None = None
    cdn: Text256 | None = None
    player_name: Text128 | None = None
    player_version: Text128 | None = None
    player_type: Text128 | None = None
    app_version: Text128 | None = None
    page_url: Text2048 | None = None
    referrer: Text2048 | None = None
    custom: Custom | None = None


class PlaybackEvent(EventFields, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """One event of one player. After parsing, `client_at` is always Unix milliseconds."""

    event_id: Name64
    session_id: Name128
    content_id: Name256
    type: EventType
    client_at: Time


class ExtendedEvent(PlaybackEvent, kw_only=True, omit_defaults=True, gc=False):
    """An event that also brought fields unknown to the contract: kept, bounded, as JSON text."""

    extra: str


class Batch(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What `POST /analytics/events` takes. `context` is the default of every event."""

    events: list[PlaybackEvent]
    schema_version: Literal[1] = 1
    sent_at: Time | None = None
    write_key: Text256 | None = None
    context: EventFields | None = None


class Reject(msgspec.Struct, frozen=True):
    """One event or record that was not taken. `original` is bounded and holds no viewer id or write key."""

    index: int
    event_id: str | None
    reason: Reason
    detail: str | None
    original: str


def bounded_original(text: str) -> str:
    """What quarantine keeps of an event or record: its beginning, without logins in addresses."""
    beginning = text[: 2 * ORIGINAL_CHARACTERS]
    return _ADDRESS.sub(lambda found: redact_url(found[0]), beginning)[:ORIGINAL_CHARACTERS]


def unix_ms(time: datetime | int) -> int:
    """Unix milliseconds of a time that may already be that."""
    return time if isinstance(time, int) else (time - _EPOCH) // _MILLISECOND
