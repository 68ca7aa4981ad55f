"""Hand-made views: 10 days of 30 views each, the same plan every day, so that sums are easy to check.

View `n` of a day starts at 06:00 plus `n` times 20 minutes; all that it is follows from `n` alone.
"""

from datetime import UTC, date, datetime, timedelta
from hashlib import md5
from typing import Any

from tests.support import quality_rows

Row = dict[str, Any]

FIRST_DAY = date(2026, 9, 1)
DAY_COUNT = 10
LAST_DAY = FIRST_DAY + timedelta(days=DAY_COUNT - 1)
VIEWS_PER_DAY = 30
PROVIDER_IDS = ("alpha", "beta", "gamma")

START_FAILURE, EXIT_BEFORE_START, PLAYBACK_FAILURE, BUSINESS_ERROR, ANONYMOUS = 10, 11, 20, 22, 28
_UNPLAYED = {START_FAILURE, EXIT_BEFORE_START, BUSINESS_ERROR}
_COVERAGES = (0.05, 0.35, 0.62, 0.97, 1.0)
_TYPES = ("live", "movie", "episode", "clip")
_LENGTHS = {"live": None, "movie": 5400.0, "episode": 1500.0, "clip": 120.0}
_SCOPES = {"provider": "provider_id", "channel": "channel_key", "title": "title_key"}
_ERRORS = {START_FAILURE: "manifest-404", PLAYBACK_FAILURE: "decode", BUSINESS_ERROR: "geo-blocked"}


def key_of(text: str) -> str:
    """The md5 that the models use as key."""
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def at(day: date, **offset: float) -> datetime:
    """A naive UTC time: midnight of the day plus an offset."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None) + timedelta(**offset)


def titles() -> list[Row]:
    """Twelve titles of the providers, and one of no provider that only the simulator plays."""
    known = [_title(number, PROVIDER_IDS[number % 3]) for number in range(12)]
    return [*known, _title(13, None)]


def _title(number: int, provider_id: str | None) -> Row:
    content_type = _TYPES[number % 4]
    content_id = f"title-{number:02}"
    return {
        "title_key": key_of(content_id),
        "content_id": content_id,
        "content_title": f"Title {number:02}",
        "content_type": content_type,
        "series_title": "The Series" if content_type == "episode" else None,
        "provider_id": provider_id,
        "organizer_id": f"organizer-{number % 2}" if provider_id else None,
        "duration_seconds": _LENGTHS[content_type],
    }


def views() -> list[Row]:
    """Every view, oldest first."""
    catalog = titles()
    return [
        _view(FIRST_DAY + timedelta(days=day), n, catalog[12] if n == 29 else catalog[n % 12])
        for day in range(DAY_COUNT)
        for n in range(VIEWS_PER_DAY)
    ]


def _view(day: date, n: int, title: Row) -> Row:
    session_id = f"session-{day}-{n:02}"
    is_live = title["content_type"] == "live"
    viewer_key = None if n == ANONYMOUS else key_of(f"viewer-{n % 17}")
    channel_id = f"channel-{n % 3}" if is_live else None
    row = {
        **title,
        "view_key": key_of(session_id),
        "session_id": session_id,
        "session_key": key_of(f"{session_id}/{n}"),
        "viewer_key": viewer_key,
        "channel_id": channel_id,
        "channel_key": key_of(channel_id) if channel_id else None,
        "stream_id": None,
        "source": "cmcd" if n % 10 == 7 else "events",
        "is_covered": True,
        "player_name": "hls.js" if n % 2 else "shaka",
        "player_version": "1.0",
        "device_type": ("tv", "mobile", "desktop")[n % 3],
        "country_code": ("de", "fr", None)[n % 3],
        "started_at": at(day, hours=6, minutes=20 * n),
        "started_date": day,
        "is_live": is_live,
        "is_simulated": n % 5 == 4,
        "is_play": n not in _UNPLAYED,
    }
    row |= {**_times(row, n), **_errors(n), **_ending(n, day)}
    return {**row, **quality_rows.described(n), **quality_rows.measured(row, n)}


def _times(row: Row, n: int) -> Row:
    is_play, is_live = row["is_play"], row["is_live"]
    length = row["duration_seconds"]
    coverage = None if is_live else _COVERAGES[n % 5] if is_play else 0.0
    play_seconds = 0.0 if not is_play else 600.0 + 60 * n if coverage is None else coverage * length
    rebuffer_count = 2 if is_play and n % 4 == 0 else 0
    rebuffer_seconds = 3.0 * rebuffer_count
    startup_ms = 400.0 + 50 * n if is_play else None
    startup_seconds = 5.0 if startup_ms is None else startup_ms / 1000
    seek_count = 1 if is_play and not is_live and n % 3 == 0 else 0
    watched = startup_seconds + play_seconds + rebuffer_seconds + seek_count
    ended_at = row["started_at"] + timedelta(seconds=watched)
    return {
        "ended_at": ended_at,
        "ended_date": ended_at.date(),
        "startup_ms": startup_ms,
        "startup_seconds": startup_seconds,
        "play_seconds": play_seconds,
        "rebuffer_seconds": rebuffer_seconds,
        "rebuffer_count": rebuffer_count,
        "rebuffer_ratio": rebuffer_seconds / (rebuffer_seconds + play_seconds) if is_play else None,
        "paused_seconds": 0.0,
        "seek_seconds": float(seek_count),
        "seek_count": seek_count,
        "content_seconds": None if is_live else play_seconds,
        "unique_content_seconds": None if is_live else play_seconds,
        "rewatched_seconds": None if is_live else 0.0,
        "coverage_ratio": coverage,
        "max_position_seconds": None if is_live else play_seconds,
        "is_completed": (coverage or 0.0) >= 0.95,
        "has_reached_end": (coverage or 0.0) >= 0.98,
        "has_ended": coverage == 1.0,
    }


def _errors(n: int) -> Row:
    return {
        "has_error": n in _ERRORS,
        "has_business_error": n == BUSINESS_ERROR,
        "is_start_failure": n == START_FAILURE,
        "is_playback_failure": n == PLAYBACK_FAILURE,
        "is_exit_before_start": n == EXIT_BEFORE_START,
        "error_code": _ERRORS.get(n),
    }


def _ending(n: int, day: date) -> Row:
    return {
        "avg_bitrate_bps": None if n in _UNPLAYED else 2_000_000.0 + 100_000 * n,
        "event_count": 10 + n,
        "has_clock_fault": n == 7,
        "is_provisional": day == LAST_DAY and n == VIEWS_PER_DAY - 1,
    }


def concurrency(rows: list[Row]) -> list[Row]:
    """`agg_concurrency_minutely` of the views, by counting who is there at each moment that can be a peak."""
    found = _concurrency_of(rows, "all", "all")
    for scope, column in _SCOPES.items():
        for scope_key in sorted({row[column] for row in rows if row[column]}):
            of_scope = [row for row in rows if row[column] == scope_key]
            found += _concurrency_of(of_scope, scope, scope_key)
    return found


def _concurrency_of(rows: list[Row], scope: str, scope_key: str) -> list[Row]:
    by_minute: dict[datetime, list[Row]] = {}
    for row in rows:
        minute = row["started_at"].replace(second=0, microsecond=0)
        while minute < row["ended_at"]:
            by_minute.setdefault(minute, []).append(row)
            minute += timedelta(minutes=1)
    return [
        {"scope": scope, "scope_key": scope_key, **_minute(minute, present)}
        for minute, present in sorted(by_minute.items())
    ]


def concurrency_daily(minutes: list[Row]) -> list[Row]:
    """`agg_concurrency_daily` of the minutes; the mean is over the whole day."""
    by_day: dict[tuple[date, str, str], list[Row]] = {}
    for minute in minutes:
        key = (minute["view_date"], minute["scope"], minute["scope_key"])
        by_day.setdefault(key, []).append(minute)
    return [_day(key, of_day) for key, of_day in by_day.items()]


def _day(key: tuple[date, str, str], minutes: list[Row]) -> Row:
    view_date, scope, scope_key = key
    peak = max(row["peak_view_count"] for row in minutes)
    watched_seconds = sum(row["watched_seconds"] for row in minutes)
    return {
        "view_date": view_date,
        "scope": scope,
        "scope_key": scope_key,
        "peak_view_count": peak,
        "peak_viewer_count": max(row["peak_viewer_count"] for row in minutes),
        "peak_at": min(row["minute_at"] for row in minutes if row["peak_view_count"] == peak),
        "mean_view_count": watched_seconds / 86_400,
        "watched_seconds": watched_seconds,
        "is_simulated": any(row["is_simulated"] for row in minutes),
    }


def _minute(minute: datetime, present: list[Row]) -> Row:
    moments = {minute, *(row["started_at"] for row in present if row["started_at"] > minute)}
    crowds = [[r for r in present if r["started_at"] <= moment < r["ended_at"]] for moment in moments]
    end = minute + timedelta(minutes=1)
    return {
        "view_date": minute.date(),
        "minute_at": minute,
        "is_simulated": any(row["is_simulated"] for row in present),
        "peak_view_count": max(len(crowd) for crowd in crowds),
        "peak_viewer_count": max(len({r["viewer_key"] or r["view_key"] for r in crowd}) for crowd in crowds),
        "watched_seconds": sum(
            (min(end, row["ended_at"]) - max(minute, row["started_at"])).total_seconds() for row in present
        ),
    }
