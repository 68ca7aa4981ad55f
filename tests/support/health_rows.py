"""Hand-made hourly checks of every stream that fit the catalog, and the incidents in them."""

from datetime import datetime, timedelta

from tests.support.catalog_rows import STREAMS_PER_PROVIDER, streams
from tests.support.playback_rows import DAY_COUNT, FIRST_DAY, LAST_DAY, Row, at, key_of

CLOSED_INCIDENT = ("alpha", 3, at(FIRST_DAY, days=4, hours=6), at(FIRST_DAY, days=4, hours=10))
OPEN_INCIDENT = ("beta", 2, at(LAST_DAY, hours=20), None)
BLOCKED_STREAM = ("gamma", 1)
DEGRADED_STREAM = ("gamma", 4)
_INCIDENTS = (CLOSED_INCIDENT, OPEN_INCIDENT)
_REASONS = {"up": "ok", "degraded": "slow", "down": "http-404", "blocked": "geo-blocked"}


def checks() -> list[Row]:
    """One check of each stream an hour over all days."""
    hours = [at(FIRST_DAY, hours=hour) for hour in range(24 * DAY_COUNT)]
    return [
        _check(stream, index % STREAMS_PER_PROVIDER, hour)
        for hour in hours
        for index, stream in enumerate(streams())
    ]


def _check(stream: Row, number: int, checked_at: datetime) -> Row:
    status = _status(stream["provider_id"], number, checked_at)
    is_good = status in ("up", "degraded")
    return {
        "check_id": key_of(f"check/{stream['stream_key']}/{checked_at}"),
        "run_id": key_of(f"run/{stream['provider_id']}/{checked_at}"),
        "stream_key": stream["stream_key"],
        "provider_id": stream["provider_id"],
        "checked_at": checked_at,
        "checked_date": checked_at.date(),
        "level": 2,
        "vantage": "local",
        "status": status,
        "is_good": is_good,
        "is_counted": status != "blocked",
        "is_run_valid": True,
        "reason": _REASONS[status],
        "http_status": {"down": 404, "blocked": 403}.get(status, 200),
        "ttfb_ms": 50.0 + 10 * number,
        "total_ms": 300.0,
        "received_bytes": 500_000 if is_good else 200,
        "measured_bps": 4_000_000.0 if is_good else None,
        "realtime_ratio": 2.0 if is_good else None,
        "max_height": 720 if is_good else None,
        "interval_seconds": 3600.0,
    }


def _status(provider_id: str, number: int, checked_at: datetime) -> str:
    for failed_provider, failed_number, opened_at, closed_at in _INCIDENTS:
        is_it = (provider_id, number) == (failed_provider, failed_number)
        if is_it and opened_at <= checked_at and (closed_at is None or checked_at < closed_at):
            return "down"
    if (provider_id, number) == BLOCKED_STREAM:
        return "blocked"
    return "degraded" if (provider_id, number) == DEGRADED_STREAM else "up"


def incidents() -> list[Row]:
    """A closed incident of four hours, and one that is open since 20:00 of the last day."""
    return [_incident(*incident) for incident in _INCIDENTS]


def _incident(provider_id: str, number: int, opened_at: datetime, closed_at: datetime | None) -> Row:
    stream_key = key_of(f"{provider_id}/{number}")
    stream = next(row for row in streams() if row["stream_key"] == stream_key)
    until = closed_at or at(LAST_DAY, hours=23)
    return {
        "incident_key": key_of(f"{stream_key}{opened_at}"),
        "stream_key": stream_key,
        "stream_name": stream["stream_name"],
        "provider_id": provider_id,
        "opened_at": opened_at,
        "opened_date": opened_at.date(),
        "closed_at": closed_at,
        "is_open": closed_at is None,
        "duration_seconds": (until - opened_at).total_seconds(),
        "failed_check_count": 4,
        "first_reason": "http-404",
        "incident_kind": "stream",
    }


def checked_streams() -> list[Row]:
    """The streams with their newest check."""
    last_at = at(LAST_DAY) + timedelta(hours=23)
    newest = {row["stream_key"]: row for row in checks() if row["checked_at"] == last_at}
    return [
        {
            **stream,
            "last_status": newest[stream["stream_key"]]["status"],
            "last_reason": newest[stream["stream_key"]]["reason"],
            "last_checked_at": last_at,
        }
        for stream in streams()
    ]
