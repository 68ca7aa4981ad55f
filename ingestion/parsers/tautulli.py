"""Exports of Tautulli: the answer of `get_history`, or its rows as a JSON list or as CSV. Pure.

`play_duration` (`duration` before Tautulli 2.13) is seconds played without pauses, `started` Unix seconds.
The length of the title is not in them.
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from ingestion.errors import ParseError
from ingestion.parsers.contract import Reason
from ingestion.parsers.plays import (
    BadRow,
    ContentType,
    ImportSource,
    Play,
    Plays,
    RowError,
    naive_utc,
    named_text,
    optional_text,
    seconds_of,
)

_PUBLIC = (
    "row_id",
    "started",
    "stopped",
    "play_duration",
    "duration",
    "media_type",
    "rating_key",
    "full_title",
)
_NAMES = ("row_id", "id", "reference_id")
_TYPES: dict[str, ContentType] = {"movie": "movie", "episode": "episode", "clip": "clip"}


class TautulliExport:
    """Adapter."""

    source: ImportSource = "tautulli"

    def read(self, content: bytes) -> Plays:
        """Plays and bad rows. Raises ParseError `not_an_export`."""
        found = Plays([], [])
        for number, row in enumerate(_rows(content)):
            try:
                found.plays.append(_play(row))
            except RowError as fault:
                public = {name: row[name] for name in _PUBLIC if name in row} if isinstance(row, dict) else {}
                original = msgspec.json.encode(public).decode()
                found.bad_rows.append(BadRow(number, fault.reason, fault.detail, original))
        return found


def _play(row: object) -> Play:
    if not isinstance(row, dict):
        raise RowError(Reason.BAD_TYPE, "row")
    is_live = str(row.get("live")) == "1"
    series = optional_text(row.get("grandparent_title"))
    kind = _TYPES.get(str(row.get("media_type")))
    return Play(
        play_id=named_text(_first(row, _NAMES), "row_id", 128),
        viewer_id=optional_text(_first(row, ("user_id", "user")), 128),
        content_id=named_text(row.get("rating_key"), "rating_key"),
        content_title=optional_text(_first(row, ("full_title", "title"))),
        series_title=series if kind == "episode" else None,
        content_type="live" if is_live else kind,
        started_at=_time(_first(row, ("started", "date"))),
        played_seconds=seconds_of(_first(row, ("play_duration", "duration")), "play_duration"),
        player_name=optional_text(row.get("product"), 128),
        custom=_custom(row),
    )


def _time(value: object) -> datetime:
    seconds = seconds_of(value, "started")
    try:
        return naive_utc(datetime.fromtimestamp(seconds, UTC), "started")
    except (OverflowError, ValueError, OSError) as error:
        raise RowError(Reason.BAD_TIME, "started") from error


def _custom(row: Mapping[str, Any]) -> dict[str, str] | None:
    given = {"platform": row.get("platform"), "playback_method": row.get("transcode_decision")}
    known = {name: text for name, value in given.items() if (text := optional_text(value, 128))}
    return known or None


def _first(row: Mapping[str, Any], names: Iterable[str]) -> object:
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


def _rows(content: bytes) -> Iterable[object]:
    if content.lstrip()[:1] in (b"{", b"["):
        return _json_rows(content)
    try:
        reader = csv.DictReader(content.decode("utf-8-sig").splitlines())
    except UnicodeDecodeError as error:
        raise ParseError("not_an_export", "neither JSON nor CSV in UTF-8") from error
    if "rating_key" not in (reader.fieldnames or ()):
        raise ParseError("not_an_export", "a CSV without the column rating_key")
    return reader


def _json_rows(content: bytes) -> list[object]:
    try:
        found: Any = msgspec.json.decode(content)
    except (ValueError, RecursionError) as error:
        raise ParseError("not_an_export", f"not JSON: {error}") from error
    for name in ("response", "data", "data"):
        if isinstance(found, dict) and name in found:
            found = found[name]
    if not isinstance(found, list):
        raise ParseError("not_an_export", "no list of history rows")
    return found
