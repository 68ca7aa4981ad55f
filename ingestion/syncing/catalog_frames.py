"""Parsed lists -> frames of the raw tables. Pure, column by column."""

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import unquote

import polars as pl

from ingestion.fetching.entry_history import NO_SERIES
from ingestion.identity import assign_stream_keys
from ingestion.kinds.base import Catalog
from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.parsers.m3u.playlist import ParsedPlaylist
from ingestion.redaction import HIDDEN
from ingestion.schemas.base import polars_schema
from ingestion.schemas.catalog import CatalogEntries
from ingestion.schemas.library import VideoHeatmaps, VideoStatistics
from ingestion.syncing.sync_row import SyncRecord, build_defects, build_rejects, with_sync

ENTRY_SCHEMA = polars_schema(CatalogEntries)
STATISTICS_SCHEMA = polars_schema(VideoStatistics)
HEATMAP_SCHEMA = polars_schema(VideoHeatmaps)
PARSED_COLUMNS = tuple(name for name in ENTRY_SCHEMA if name in PlaylistEntry.__struct_fields__)


class EntryFrame(NamedTuple):
    """Rows of `CatalogEntries`, and the logins by stream key."""

    entries: pl.DataFrame
    logins: dict[str, str]


def build_entries(
    record: SyncRecord,
    lists: Sequence[ParsedPlaylist],
    known_logins: Mapping[str, str] | None = None,
    *,
    series: pl.DataFrame = NO_SERIES,
) -> EntryFrame:
    """All entries as a frame. What a replayed body cannot tell any more comes from `known_logins`.

    What the sync did not read of series comes from `series`, the state that the sync before left.
    """
    entries = [entry for one in lists for entry in one.entries]
    parsed = pl.DataFrame(
        {"playlist": [one.playlist for one in lists for _ in one.entries], **_columns(entries)},
        schema_overrides=ENTRY_SCHEMA,
    )
    shown = record.secrets.hide_in(parsed)
    keys = assign_stream_keys(
        record.provider.id, shown.select("stream_type", "identity_basis", "stream_url").iter_rows()
    )
    logins = _logins(keys, entries, parsed["stream_url"], shown["stream_url"])
    if known_logins is not None:
        whole = {key: login for key, login in logins.items() if HIDDEN not in unquote(login)}
        logins = {key: known_logins[key] for key in keys if key in known_logins} | whole
    frame = shown.with_columns(
        stream_key=pl.Series(keys, dtype=pl.String),
        entry_ordinal=pl.int_range(0, pl.len(), dtype=pl.Int64),
        has_credentials=pl.Series([key in logins for key in keys], dtype=pl.Boolean),
    )
    return EntryFrame(with_sync(_with_series(frame, record, series), record, ENTRY_SCHEMA), logins)


def catalog_rejects(record: SyncRecord, lists: Sequence[ParsedPlaylist]) -> pl.DataFrame:
    """All rejected lines as a frame of `CatalogRejects`."""
    return build_rejects(
        record,
        [
            (one.playlist, reject.line_number, reject.reason, reject.excerpt)
            for one in lists
            for reject in one.rejects
        ],
    )


def catalog_defects(record: SyncRecord, lists: Sequence[ParsedPlaylist]) -> pl.DataFrame:
    """All defects as a frame of `CatalogDefects`."""
    return build_defects(record, [(one.playlist, one.defects) for one in lists])


def count_defects(lists: Sequence[ParsedPlaylist]) -> str | None:
    """What was mended, such as `no_comma 3, not_utf8 1`; None when nothing was."""
    total: Counter[str] = Counter()
    for one in lists:
        for defect in one.defects:
            total[defect.code] += defect.count
    return ", ".join(f"{code} {count}" for code, count in sorted(total.items())) or None


def count_entries(lists: Sequence[ParsedPlaylist]) -> dict[str, int]:
    """Entries by list, without the episodes that are asked for one series at a time."""
    counts: Counter[str] = Counter()
    for one in lists:
        counts[one.playlist] += [entry.parent_item_id for entry in one.entries].count(None)
    return dict(counts)


def count_episodes(lists: Sequence[ParsedPlaylist], before: Mapping[str, int]) -> tuple[int, int]:
    """Episodes of the series that were read, now and `before` (by id of the series), of those in both."""
    now = {
        entry.item_id: entry.episode_count
        for one in lists
        for entry in one.entries
        if entry.episode_count is not None and entry.item_id in before
    }
    return sum(filter(None, now.values())), sum(before[item_id] for item_id in now if item_id)


def library_frames(record: SyncRecord, catalog: Catalog) -> dict[str, pl.DataFrame]:
    """The library's own counters, by raw table."""
    given = {
        "video_statistics": (catalog.statistics, STATISTICS_SCHEMA),
        "video_heatmaps": (catalog.heatmaps, HEATMAP_SCHEMA),
    }
    return {
        table: with_sync(frame, record, schema)
        for table, (frame, schema) in given.items()
        if frame is not None and not frame.is_empty()
    }


def _with_series(frame: pl.DataFrame, record: SyncRecord, series: pl.DataFrame) -> pl.DataFrame:
    """The state of each series: what this sync read of its episodes, else what was known of them."""
    known = series.with_columns(stream_type=pl.lit("series"))
    joined = frame.join(
        known, on=["stream_type", "item_id"], how="left", maintain_order="left", suffix="_before"
    )
    asked_at = pl.when(pl.col("are_episodes_read").is_not_null()).then(pl.lit(record.started_at))
    return joined.with_columns(
        episode_count=pl.coalesce("episode_count", "episode_count_before"),
        episodes_asked_at=asked_at.otherwise(pl.col("episodes_asked_at")).cast(
            ENTRY_SCHEMA["episodes_asked_at"]
        ),
    )


def _columns(entries: Sequence[PlaylistEntry]) -> dict[str, Sequence[object]]:
    if not entries:
        return {name: [] for name in PARSED_COLUMNS}
    columns = zip(*map(attrgetter(*PARSED_COLUMNS), entries), strict=True)
    return dict(zip(PARSED_COLUMNS, columns, strict=True))


def _logins(
    keys: Sequence[str], entries: Sequence[PlaylistEntry], addresses: pl.Series, shown: pl.Series
) -> dict[str, str]:
    """Full URLs: what the parser split off, and addresses in which a known secret was hidden since."""
    logins = {key: entry.login for key, entry in zip(keys, entries, strict=True) if entry.login}
    for index in (addresses != shown).arg_true():
        logins.setdefault(keys[index], addresses[index])
    return logins
