"""Pull a provider's catalog: fetch -> parse -> frames, and the row that says what came of it.

A sync is whole or nothing: whatever makes it doubtful rejects it, and a rejected sync has no entries, so that
the catalog stays as it was. Reasons: those of FetchError and NotACatalogError, `no_entries`,
`implausibly_small`.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field

import polars as pl

from ingestion.bodies import FetchLimits
from ingestion.catalog_frames import build_entries, count_defects, playlist_rejects
from ingestion.errors import ParseError
from ingestion.http import Client, FetchResult
from ingestion.landing import RawStore
from ingestion.parsers.m3u import ParsedPlaylist, parse_m3u
from ingestion.schemas.base import empty_frame
from ingestion.schemas.catalog import CatalogEntries, CatalogRejects
from ingestion.settings import ProviderSettings
from ingestion.sources import PreviousSync, Source, fetch_sources
from ingestion.sync_row import Clock, SyncRecord, SyncRejectedError


@dataclass(frozen=True)
class CatalogSync:
    """One sync, ready to land. `logins` maps stream keys to full URLs and belongs in the secret store."""

    sync: pl.DataFrame
    entries: pl.DataFrame = field(default_factory=lambda: empty_frame(CatalogEntries))
    rejects: pl.DataFrame = field(default_factory=lambda: empty_frame(CatalogRejects))
    logins: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def outcome(self) -> str:
        """`accepted`, `unchanged` or `rejected`."""
        return str(self.sync["outcome"].item())

    @property
    def reason(self) -> str | None:
        """Machine code of a rejection."""
        reason: str | None = self.sync["reason"].item()
        return reason


def sync_catalog(
    provider: ProviderSettings, *, client: Client, previous: PreviousSync | None, sync_id: str, now: Clock
) -> CatalogSync:
    """Pull all playlists of a provider as one sync. Never raises for a fault of the provider.

    `previous` comes from `ingestion.sources.read_previous`; `now` gives aware times.
    """
    record = SyncRecord(provider, "catalog", sync_id, now)
    limits = FetchLimits(provider.max_bytes, provider.total_timeout_seconds)
    urls = [url.get_secret_value() for url in provider.urls]
    with ExitStack() as opened:
        record.sources = fetch_sources(client, urls, limits, previous, opened)
        try:
            record.require_all()
            if previous and record.is_unchanged(previous):
                return CatalogSync(record.frame("unchanged", entry_count=previous.entry_count))
            playlists = [_parse(source) for source in record.sources]
            require_plausible(playlists, previous, provider.min_entry_ratio)
        except (SyncRejectedError, ParseError) as error:
            return CatalogSync(record.frame("rejected", reason=error.reason, detail=str(error)))
    return _accept(record, playlists)


def require_plausible(
    playlists: list[ParsedPlaylist], previous: PreviousSync | None, min_entry_ratio: float
) -> None:
    """Raise SyncRejectedError when a playlist has no entry, or all together far fewer than last time."""
    for playlist in playlists:
        if not playlist.entries:
            detail = f"{playlist.playlist}: no entry, {len(playlist.rejects)} unreadable lines"
            raise SyncRejectedError("no_entries", detail)
    count = sum(len(playlist.entries) for playlist in playlists)
    if previous and count < min_entry_ratio * previous.entry_count:
        raise SyncRejectedError(
            "implausibly_small",
            f"{count} entries after {previous.entry_count} in the last accepted sync, "
            f"less than min_entry_ratio = {min_entry_ratio}",
        )


def land_catalog(store: RawStore, sync: CatalogSync) -> None:
    """Write a sync to the raw tables, its own row last: rows without it are of a sync that was cut off.

    Save `sync.logins` before. Landing the same sync again replaces the same files.
    """
    row = sync.sync.row(0, named=True)
    received_date, part = row["started_at"].date(), f"{row['provider_id']}.{row['sync_id']}"
    for table, frame in (("catalog_entries", sync.entries), ("catalog_rejects", sync.rejects)):
        if not frame.is_empty():
            store.land(table, frame, received_date=received_date, part=part)
    store.land("catalog_syncs", sync.sync, received_date=received_date, part=part)


def _parse(source: Source) -> ParsedPlaylist:
    charset = source.result.charset if isinstance(source.result, FetchResult) else None
    try:
        return parse_m3u(source.read(), playlist=source.label, charset=charset, base_url=source.url)
    except ParseError as error:
        raise SyncRejectedError(error.reason, f"{source.label}: {error}") from None


def _accept(record: SyncRecord, playlists: list[ParsedPlaylist]) -> CatalogSync:
    entries, logins = build_entries(record, playlists)
    rejects = playlist_rejects(record, playlists)
    row = record.frame(
        "accepted", detail=count_defects(playlists), entry_count=len(entries), reject_count=len(rejects)
    )
    return CatalogSync(row, entries, rejects, logins)
