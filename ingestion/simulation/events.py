"""From views and their interruptions to events in the contract's field names. Pure, columns all the way.

The timeline of a view is a list of moments (start, heartbeats, interruptions, end). A moment that takes time
gives two events. Times and positions follow by running sums over each view.
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from ingestion.simulation.interruptions import LASTING, PAUSE, QUALITY, SEEK, STALL, VOLUME, Interruptions
from ingestion.simulation.plan import Bools, Floats, Integers
from ingestion.simulation.views import ENDED, FAILED, LOST, PLAYED, START_FAILURE

_START, _HEARTBEAT, _END = 10, 11, 12
_MOST_SECONDS = 1e6  # longer than any view: keeps views apart in one sort key
# Bits per second, width, height: a usual H.264 ladder.
LADDER = np.array(
    [(300e3, 426, 240), (700e3, 640, 360), (1500e3, 960, 540), (2800e3, 1280, 720), (5000e3, 1920, 1080),
     (8000e3, 1920, 1080)]
)  # fmt: skip
_TYPES = (
    "view_start", "playing", "heartbeat", "rebuffer_start", "rebuffer_end", "pause", "seek_start", "seek_end",
    "quality_change", "volume_change", "error", "ended", "view_end",
)  # fmt: skip
_CODE = {name: code for code, name in enumerate(_TYPES)}
_START_ERRORS = ("MANIFEST_LOAD_ERROR", "MANIFEST_LOAD_TIMEOUT", "KEY_LOAD_ERROR", "GEO_BLOCKED")
_PLAY_ERRORS = ("FRAG_LOAD_ERROR", "FRAG_LOAD_TIMEOUT", "BUFFER_STALLED", "MEDIA_DECODE_ERROR")
_SOFT_ERROR = "BUFFER_APPEND_ERROR"
_FRAMES_PER_SECOND = 25
_COPIED = (
    "session_id", "viewer_id", "content_id", "content_title", "content_type", "series_title", "provider_id",
    "channel_id", "stream_id", "organizer_id", "is_live", "duration_seconds", "cdn", "player_name",
    "player_version", "playback_rate", "is_fullscreen", "country_code", "device_type", "clock_offset_seconds",
)  # fmt: skip


class _Moments(NamedTuple):
    view: Integers
    kind: Integers
    offset: Floats
    seconds: Floats
    jump: Floats
    step: Integers


class _Timeline(NamedTuple):
    """One element per event."""

    view: Integers
    kind: Integers
    is_end: Bools
    played: Floats
    at: Floats
    position: Floats
    level: Integers


def count_heartbeats(play_seconds: Floats, every_seconds: Floats) -> Integers:
    """Heartbeats strictly before the end of playing."""
    return np.ceil(play_seconds / every_seconds - 1e-9).clip(1).astype(np.int64) - 1


def build_events(
    views: pl.DataFrame, interruptions: Interruptions, draw: np.random.Generator
) -> pl.DataFrame:
    """Events of views, ordered by view and `seq`.

    `client_at` is in Unix ms of the device's clock, which is `clock_offset_seconds` ahead.
    """
    line = _timeline(views, _moments(views, interruptions))
    first = np.concatenate([[0], np.cumsum(np.bincount(line.view, minlength=views.height))[:-1]])
    seq = np.arange(len(line.view)) - first[line.view]
    offset = views["clock_offset_seconds"].to_numpy()[line.view]
    events = views.select(_COPIED)[line.view].with_columns(
        seq=seq,
        type=_types(line, views),
        client_at=np.rint((line.at + offset) * 1000).astype(np.int64),
        position_seconds=np.round(line.position, 3),
        player_type=pl.lit("simulator"),
        **_measures(line, views, draw),
    )
    errors = _errors(line, views)
    return events.with_columns(
        event_id=pl.format("{}-{}", "session_id", "seq"),
        is_muted=pl.when(pl.col("type") == "volume_change").then(pl.lit(value=True)),
        **errors,
    )


def _moments(views: pl.DataFrame, interruptions: Interruptions) -> _Moments:
    """All moments in order: a start and an end (unless lost) for each view, and what is in between."""
    count = views.height
    every = np.arange(count)
    beats = views["heartbeat_count"].to_numpy()
    beat_view = np.repeat(every, beats)
    beat_number = np.arange(len(beat_view)) - np.repeat(np.cumsum(beats) - beats, beats) + 1
    ends = every[(views["ending"] != LOST).to_numpy()]
    play_seconds = views["play_seconds"].to_numpy()
    start_seconds = views["startup_ms"].to_numpy() / 1000
    nothing = (np.zeros(len(beat_view)), np.zeros(len(ends)))
    view = np.concatenate([every, beat_view, interruptions.view, ends])
    kind = np.concatenate(
        [
            np.full(count, _START),
            np.full(len(beat_view), _HEARTBEAT),
            interruptions.kind,
            np.full(len(ends), _END),
        ]
    )
    beat_offset = beat_number * views["heartbeat_seconds"].to_numpy()[beat_view]
    offset = np.concatenate([np.zeros(count), beat_offset, interruptions.offset, play_seconds[ends]])
    seconds = np.concatenate([start_seconds, nothing[0], interruptions.seconds, nothing[1]])
    jump = np.concatenate([np.zeros(count), nothing[0], interruptions.jump, nothing[1]])
    step = np.concatenate([np.zeros(count), nothing[0], interruptions.step, nothing[1]]).astype(np.int64)
    order = np.argsort(view * _MOST_SECONDS + offset, kind="stable")
    return _Moments(view[order], kind[order], offset[order], seconds[order], jump[order], step[order])


def _timeline(views: pl.DataFrame, moments: _Moments) -> _Timeline:
    has_played = (views["outcome"] == PLAYED).to_numpy()[moments.view]
    is_lasting = (moments.kind < LASTING) | ((moments.kind == _START) & has_played)
    index = np.repeat(np.arange(len(moments.view)), 1 + is_lasting)
    is_end = np.concatenate([[False], index[1:] == index[:-1]])
    view = moments.view[index]
    started, rate = views["started"].to_numpy(), views["playback_rate"].to_numpy()
    waited = _sum_before(moments.seconds, moments.view)[index] + np.where(is_end, moments.seconds[index], 0.0)
    skipped = _sum_before(moments.jump, moments.view)[index] + np.where(is_end, moments.jump[index], 0.0)
    climbed = (_sum_before(moments.step.astype(float), moments.view) + moments.step)[index]
    played = moments.offset[index]
    return _Timeline(
        view=view,
        kind=moments.kind[index],
        is_end=is_end,
        played=played,
        at=started[view] + played + waited,
        position=(played * rate[view] + skipped).clip(0),
        level=(views["bitrate_level"].to_numpy()[view] + climbed).clip(0, len(LADDER) - 1).astype(np.int64),
    )


def _sum_before(values: Floats, view: Integers) -> Floats:
    """Sum of the values of a view before each of its moments."""
    before = np.cumsum(values) - values
    is_first = np.concatenate([[True], view[1:] != view[:-1]])
    starts = np.flatnonzero(is_first)
    return before - np.repeat(before[starts], np.diff(np.append(starts, len(view))))


def _types(line: _Timeline, views: pl.DataFrame) -> pl.Series:
    """The event type of each event."""
    begin = {_START: "view_start", _HEARTBEAT: "heartbeat", STALL: "rebuffer_start", PAUSE: "pause"}
    begin |= {SEEK: "seek_start", QUALITY: "quality_change", VOLUME: "volume_change"}
    end = {_START: "playing", STALL: "rebuffer_end", PAUSE: "playing", SEEK: "seek_end"}
    codes = np.full(_END + 1, _CODE["error"])
    codes[list(begin)] = [_CODE[name] for name in begin.values()]
    end_codes = np.zeros(_END + 1, dtype=np.int64)
    end_codes[list(end)] = [_CODE[name] for name in end.values()]
    code = np.where(line.is_end, end_codes[line.kind], codes[line.kind])
    without_error = np.where((views["ending"] == ENDED).to_numpy(), _CODE["ended"], _CODE["view_end"])
    last = np.where(_is_fatal(views), _CODE["error"], without_error)
    code = np.where(line.kind == _END, last[line.view], code)
    return pl.Series(_TYPES)[code]


def _is_fatal(views: pl.DataFrame) -> Bools:
    return ((views["outcome"] == START_FAILURE) | (views["ending"] == FAILED)).to_numpy()


def _measures(line: _Timeline, views: pl.DataFrame, draw: np.random.Generator) -> dict[str, pl.Series]:
    """What a player knows of picture, buffer and delay; nothing before the first frame."""
    unseen = (line.kind == _START) & ~line.is_end | (views["outcome"] != PLAYED).to_numpy()[line.view]
    bitrate, width, height = LADDER[line.level].T
    buffer = np.where(line.kind == STALL, 0.0, np.round(draw.uniform(3, 30, len(unseen)), 1))
    decoded = np.floor(line.played * _FRAMES_PER_SECOND)
    dropped = np.floor(decoded * 0.002 * views["badness"].to_numpy()[line.view].clip(0, 20))
    latency = views["live_latency_ms"].to_numpy()[line.view]
    is_playing_first = (line.kind == _START) & line.is_end
    columns = {
        "bitrate_bps": (bitrate, unseen),
        "width": (width, unseen),
        "height": (height, unseen),
        "buffer_seconds": (buffer, unseen),
        "decoded_frames": (decoded, unseen),
        "dropped_frames": (dropped, unseen),
        "live_latency_ms": (latency, unseen | ~views["is_live"].to_numpy()[line.view]),
        "startup_ms": (views["startup_ms"].to_numpy()[line.view], ~is_playing_first),
    }
    return {name: _nulled(name, values, missing) for name, (values, missing) in columns.items()}


def _nulled(name: str, values: Floats, missing: Bools) -> pl.Series:
    return pl.Series(name, values).set(pl.Series(missing), None)


def _errors(line: _Timeline, views: pl.DataFrame) -> dict[str, pl.Expr]:
    """Code, fatality and category of error events."""
    choice = views["error_choice"].to_numpy()
    has_played = (views["outcome"] == PLAYED).to_numpy()
    number = np.where(has_played, 4, 0) + (choice * 4).astype(np.int64)
    codes = pl.Series([*_START_ERRORS, *_PLAY_ERRORS])[number][line.view]
    is_last = pl.Series(line.kind == _END)
    is_error = pl.col("type") == "error"
    code = pl.when(is_error & is_last).then(codes).when(is_error).then(pl.lit(_SOFT_ERROR))
    is_business = is_last & (codes == "GEO_BLOCKED")
    category = pl.when(is_business).then(pl.lit("business")).otherwise(pl.lit("playback"))
    return {
        "error_code": code,
        "is_fatal": pl.when(is_error).then(is_last),
        "error_category": pl.when(is_error).then(category),
    }
