"""Plays to rows of `playback_events`: a start, a heartbeat every ten minutes, an end. Pure.

The export says when a play began and how long it played, not where in the title: positions count from the
play's beginning. Ids follow from source and play, so that the same play always gives the same rows.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import polars as pl

from ingestion.parsers.plays import BadRow, ImportSource, Play, believable_seconds
from ingestion.playback.viewers import Rotation, client_key, daily_salt, viewer_key
from ingestion.schemas.base import polars_schema
from ingestion.schemas.playback import PlaybackEvents, PlaybackRejects

HEARTBEAT_SECONDS = 600.0
# Of live, where no position is evidence, the models believe no longer gap than this.
LIVE_HEARTBEAT_SECONDS = 30.0
_Row = dict[str, object]


class Batch(msgspec.Struct, frozen=True):
    """What all rows of one import share."""

    source: ImportSource
    batch_id: str
    received_at: datetime
    salt: bytes
    rotation: Rotation = "none"


def event_frame(plays: Sequence[Play], batch: Batch) -> pl.DataFrame:
    """Rows of `PlaybackEvents`."""
    rows = [row for play in plays for row in _events(play, batch)]
    return pl.DataFrame(rows, schema=polars_schema(PlaybackEvents))


def reject_frame(bad_rows: Sequence[BadRow], batch: Batch) -> pl.DataFrame:
    """Rows of `PlaybackRejects`."""
    rows = [
        {
            "reject_id": f"{batch.batch_id}-{bad.row_number}",
            "batch_id": batch.batch_id,
            "source": batch.source,
            "received_at": batch.received_at,
            "event_index": bad.row_number,
            "reason": bad.reason.value,
            "detail": bad.detail[:256],
            "original": bad.original[:4096],
        }
        for bad in bad_rows
    ]
    return pl.DataFrame(rows, schema=polars_schema(PlaybackRejects))


def _events(play: Play, batch: Batch) -> Iterator[_Row]:
    session_id = _digest(f"{batch.source}|{play.play_id}")
    seconds = believable_seconds(play)
    common = {
        "session_id": session_id,
        **_viewer(play, session_id, batch),
        "content_id": play.content_id,
        "source": batch.source,
        "received_at": batch.received_at,
        "sent_at": batch.received_at,
        "duration_seconds": play.duration_seconds,
        "is_live": play.content_type == "live",
        "content_type": play.content_type,
        "content_title": play.content_title,
        "series_title": play.series_title,
        "player_name": play.player_name,
        "is_capped": seconds < play.played_seconds,
        "custom": None if play.custom is None else msgspec.json.encode(play.custom).decode(),
        "batch_id": batch.batch_id,
    }
    for number, (kind, offset) in enumerate(_moments(play, seconds)):
        yield {
            **common,
            "event_id": _digest(f"{session_id}|{number}|{kind}"),
            "event_type": kind,
            "client_at": play.started_at + timedelta(seconds=offset),
            "seq": number,
            "position_seconds": offset,
            "played_seconds": offset,
        }


def _viewer(play: Play, session_id: str, batch: Batch) -> _Row:
    if play.viewer_id is None:
        return {}
    started_ms = round(play.started_at.replace(tzinfo=UTC).timestamp() * 1000)
    salt = daily_salt(batch.salt, started_ms) if batch.rotation == "daily" else batch.salt
    return {
        "viewer_key": viewer_key(salt, play.viewer_id),
        "client_key": client_key(batch.salt, session_id, play.viewer_id),
    }


def _moments(play: Play, seconds: float) -> Iterator[tuple[str, float]]:
    step = LIVE_HEARTBEAT_SECONDS if play.content_type == "live" else HEARTBEAT_SECONDS
    yield "view_start", 0.0
    yield "playing", 0.0
    beat = step
    while beat < seconds:
        yield "heartbeat", beat
        beat += step
    yield "view_end", seconds


def _digest(whole: str) -> str:
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
