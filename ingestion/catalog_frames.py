"""Parsed playlists -> frames of the raw tables. Pure, column by column."""

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter

import polars as pl

from ingestion.identity import assign_stream_keys
from ingestion.parsers.m3u import ParsedPlaylist
from ingestion.parsers.m3u_entry import PlaylistEntry
from ingestion.schemas.base import polars_schema
from ingestion.schemas.catalog import CatalogEntries
from ingestion.sync_row import SyncRecord, build_rejects, with_sync

ENTRY_SCHEMA = polars_schema(CatalogEntries)
PARSED_COLUMNS = tuple(name for name in ENTRY_SCHEMA if name in PlaylistEntry.__struct_fields__)


def build_entries(
    record: SyncRecord, playlists: Sequence[ParsedPlaylist]
) -> tuple[pl.DataFrame, dict[str, str]]:
    """All entries as a frame of `CatalogEntries`, and the logins by stream key."""
    entries = [entry for playlist in playlists for entry in playlist.entries]
    names = [playlist.playlist for playlist in playlists for _ in playlist.entries]
    keys = assign_stream_keys(
        record.provider.id, map(attrgetter("stream_type", "identity_basis", "stream_url"), entries)
    )
    columns = zip(*map(attrgetter(*PARSED_COLUMNS), entries), strict=True)
    frame = pl.DataFrame(
        {
            "stream_key": keys,
            "playlist": names,
            "entry_ordinal": range(len(entries)),
            **dict(zip(PARSED_COLUMNS, columns, strict=True)),
        },
        schema_overrides=ENTRY_SCHEMA,
    )
    logins = {key: entry.login for key, entry in zip(keys, entries, strict=True) if entry.login}
    return with_sync(frame, record, ENTRY_SCHEMA), logins


def playlist_rejects(record: SyncRecord, playlists: Sequence[ParsedPlaylist]) -> pl.DataFrame:
    """All rejected lines as a frame of `CatalogRejects`."""
    return build_rejects(
        record,
        [
            (playlist.playlist, reject.line_number, reject.reason, reject.excerpt)
            for playlist in playlists
            for reject in playlist.rejects
        ],
    )


def count_defects(playlists: Sequence[ParsedPlaylist]) -> str | None:
    """What was mended, such as `no_comma 3, not_utf8 1`; None when nothing was."""
    total = sum((playlist.defects for playlist in playlists), Counter[str]())
    return ", ".join(f"{defect} {count}" for defect, count in sorted(total.items())) or None
