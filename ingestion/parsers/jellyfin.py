"""Exports of Jellyfin's Playback Reporting plugin. Pure.

The table `PlaybackActivity` as the plugin's backup writes it (tab-separated, no header), as CSV or TSV with
a header, or as its SQLite file. A play is named by start, user and title, as the plugin does on import; its
own numbers are not in the backup. Times without a zone are the server's local ones (plugin before 18).
"""

import csv
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, tzinfo

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

COLUMNS = (
    "DateCreated", "UserId", "ItemId", "ItemType", "ItemName", "PlaybackMethod", "ClientName", "DeviceName",
    "PlayDuration",
)  # fmt: skip
_PUBLIC = ("DateCreated", "ItemId", "ItemType", "ItemName", "PlaybackMethod", "ClientName", "PlayDuration")
_SQLITE = b"SQLite format 3\x00"
_TYPES: dict[str, ContentType] = {
    "Movie": "movie", "Episode": "episode", "TvChannel": "live", "LiveTvChannel": "live", "Program": "live",
    "LiveTvProgram": "live", "MusicVideo": "clip", "Trailer": "clip", "Video": "clip",
}  # fmt: skip
_EPISODE = re.compile(r"(?P<series>.{1,256}?) - s\d{1,4}e\d{1,5}\b", re.IGNORECASE)
_Row = dict[str, object]


class JellyfinExport:
    """Adapter; `zone` is that of the server, for times that name none."""

    source: ImportSource = "jellyfin"

    def __init__(self, zone: tzinfo = UTC) -> None:
        self._zone = zone

    def read(self, content: bytes) -> Plays:
        """Plays and bad rows. Raises ParseError `not_an_export`."""
        found = Plays([], [])
        for number, row in enumerate(_rows(content)):
            try:
                found.plays.append(self._play(row))
            except RowError as fault:
                public = "\t".join(str(row.get(name, "")) for name in _PUBLIC)
                found.bad_rows.append(BadRow(number, fault.reason, fault.detail, public))
        return found

    def _play(self, row: _Row) -> Play:
        if set(row) != set(COLUMNS):
            raise RowError(Reason.MALFORMED_RECORD, f"{len(row)} columns")
        user, item = named_text(row["UserId"], "UserId"), named_text(row["ItemId"], "ItemId")
        started_at = naive_utc(self._time(row["DateCreated"]), "DateCreated")
        content_type = _TYPES.get(str(row["ItemType"]))
        title = optional_text(row["ItemName"])
        episode = _EPISODE.match(title or "") if content_type == "episode" else None
        method = optional_text(row["PlaybackMethod"], 128)
        return Play(
            play_id=f"{started_at.isoformat()}|{user}|{item}",
            viewer_id=user,
            content_id=item,
            content_title=title,
            series_title=episode["series"] if episode else None,
            content_type=content_type,
            started_at=started_at,
            played_seconds=seconds_of(row["PlayDuration"], "PlayDuration"),
            player_name=optional_text(row["ClientName"], 128),
            custom={"playback_method": method} if method else None,
        )

    def _time(self, value: object) -> datetime:
        try:
            at = datetime.fromisoformat(str(value).strip())
        except ValueError as error:
            raise RowError(Reason.BAD_TIME, "DateCreated") from error
        return at if at.tzinfo else at.replace(tzinfo=self._zone)


def _rows(content: bytes) -> Iterator[_Row]:
    if content.startswith(_SQLITE):
        yield from _sqlite_rows(content)
        return
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ParseError("not_an_export", "neither text nor an SQLite file") from error
    table = _split(lines)
    first = next(table, [])
    is_header = COLUMNS[0] in first
    if not is_header and len(first) != len(COLUMNS):
        raise ParseError("not_an_export", f"{len(first)} columns in the first line, not {len(COLUMNS)}")
    header = first if is_header else list(COLUMNS)
    for cells in table if is_header else (first, *table):
        named = dict(zip(header, cells, strict=False)) if len(cells) == len(header) else _unnamed(cells)
        yield {name: value for name, value in named.items() if name.lower() != "rowid"}


def _split(lines: list[str]) -> Iterator[list[str]]:
    """Cells of each line. The plugin quotes nothing, so tabs are cut as they come."""
    filled = (line for line in lines if line.strip())
    if "\t" in next((line for line in lines if line.strip()), ""):
        return (line.split("\t") for line in filled)
    return csv.reader(filled)


def _unnamed(cells: list[str]) -> dict[str, str]:
    return {str(number): cell for number, cell in enumerate(cells)}


def _sqlite_rows(content: bytes) -> Iterator[_Row]:
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.deserialize(content)
            yield from (
                dict(zip(COLUMNS, row, strict=True))
                for row in connection.execute(f"select {', '.join(COLUMNS)} from PlaybackActivity order by 1")  # noqa: S608 - names of ours
            )
        except sqlite3.Error as error:
            raise ParseError("not_an_export", f"no PlaybackActivity in the SQLite file ({error})") from error
