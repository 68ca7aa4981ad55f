"""Pull a provider's catalog, whatever its kind: fetch -> parse -> plausibility -> frames -> land.

A sync is whole or nothing: whatever makes it doubtful rejects it, and a rejected sync has no entries, so that
the catalog stays as it was. Reasons: those of FetchError and ParseError, `no_entries`, `implausibly_small`.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import polars as pl

from ingestion.errors import FetchError, ParseError
from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.entry_history import NO_SERIES
from ingestion.fetching.failover import HostFetcher, fetch_whole
from ingestion.fetching.http import Client
from ingestion.fetching.sources import PreviousSync, Source
from ingestion.kinds.base import AccountRefusedError, Catalog
from ingestion.kinds.registry import KINDS, may_skip_bodies
from ingestion.landing import RawStore
from ingestion.schemas.base import empty_frame
from ingestion.schemas.catalog import CatalogEntries
from ingestion.settings import ProviderSettings
from ingestion.syncing.catalog_frames import (
    EntryFrame,
    build_entries,
    catalog_defects,
    catalog_rejects,
    count_defects,
    count_entries,
    count_episodes,
    library_frames,
)
from ingestion.syncing.kept_bodies import BodyStore
from ingestion.syncing.media_checks import build_media_checks
from ingestion.syncing.plausibility import (
    DropLimits,
    SyncRejectedError,
    require_plausible,
    require_plausible_episodes,
)
from ingestion.syncing.sync_row import Clock, SyncRecord


@dataclass(frozen=True)
class CatalogSync:
    """One sync, ready to land: its row, and the rows of other raw tables.

    `logins` maps stream keys to full URLs and belongs in the secret store.
    """

    sync: pl.DataFrame
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
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

    @property
    def entries(self) -> pl.DataFrame:
        """The rows of `catalog_entries`; none unless the sync was accepted."""
        return self.tables.get("catalog_entries", empty_frame(CatalogEntries))

    def count(self, table: str) -> int:
        """How many rows of a table the sync brings."""
        return self.tables[table].height if table in self.tables else 0


def sync_catalog(
    provider: ProviderSettings,
    *,
    client: Client,
    previous: PreviousSync | None,
    sync_id: str,
    now: Clock,
    accept: bool = False,
    bodies: BodyStore | None = None,
) -> CatalogSync:
    """Pull all that a provider lists as one sync. Never raises for a fault of the provider.

    `previous` comes from `fetching.sources.read_previous`; `now` gives aware times; `accept` takes what is
    implausibly small; `bodies` keeps what came.
    """
    record = SyncRecord(provider, "catalog", sync_id, now, keeps_validators=may_skip_bodies(provider))
    kind, limits = KINDS[provider.kind], FetchLimits(provider.max_bytes, provider.total_timeout_seconds)
    with ExitStack() as opened:
        fetcher = HostFetcher(client, provider, limits, opened)
        fetcher.prefer(previous, is_conditional=record.keeps_validators)
        fetcher.memory = bodies.memory(provider.id) if bodies else None
        record.sources = fetch_whole(fetcher, lambda: kind.fetch(provider, fetcher))
        record.source_host = fetcher.last_host
        sync = _judge(record, previous, accept=accept)
        if bodies and sync.outcome != "unchanged":
            bodies.save(record)
    return sync


def replay_catalog(
    provider: ProviderSettings,
    sources: Sequence[Source],
    *,
    known_logins: Mapping[str, str],
    previous: PreviousSync | None,
    sync_id: str,
    now: Clock,
    accept: bool = False,
) -> CatalogSync:
    """Read kept bodies again as a new sync. Their logins are those of the secret store, by stream key."""
    record = SyncRecord(provider, "catalog", sync_id, now, sources=sources, keeps_validators=False)
    return _judge(record, previous, accept=accept, known_logins=known_logins)


def land_catalog(store: RawStore, sync: CatalogSync) -> None:
    """Write a sync to the raw tables, its own row last: rows without it are of a sync that was cut off.

    Save `sync.logins` before. Landing the same sync again replaces the same files.
    """
    row = sync.sync.row(0, named=True)
    received_date, part = row["started_at"].date(), f"{row['provider_id']}.{row['sync_id']}"
    for table, frame in sync.tables.items():
        if not frame.is_empty():
            store.land(table, frame, received_date=received_date, part=part)
    store.land("catalog_syncs", sync.sync, received_date=received_date, part=part)


def _judge(
    record: SyncRecord,
    previous: PreviousSync | None,
    *,
    accept: bool,
    known_logins: Mapping[str, str] | None = None,
) -> CatalogSync:
    try:
        record.require_all()
        is_unchanged = known_logins is None and record.is_unchanged(previous)
        if is_unchanged and not any(source.is_volatile for source in record.sources):
            return _build_unchanged(record, previous, None)
        catalog = KINDS[record.provider.kind].parse(record.provider, record.sources)
        record.account = catalog.account
        if is_unchanged:
            return _build_unchanged(record, previous, catalog)
        _require_plausible(record, catalog, previous, accept=accept)
    except (SyncRejectedError, FetchError, ParseError) as error:
        if isinstance(error, AccountRefusedError):
            record.account = error.account
        return CatalogSync(record.frame("rejected", reason=error.reason, detail=str(error)))
    return _build_accepted(record, catalog, previous, known_logins)


def _require_plausible(
    record: SyncRecord, catalog: Catalog, previous: PreviousSync | None, *, accept: bool
) -> None:
    limits = DropLimits(record.provider.max_drop_ratio, record.provider.max_drop_count)
    past_totals, past_counts = (previous.entry_counts, previous.list_counts) if previous else ((), {})
    try:
        if catalog.empty_list:
            raise SyncRejectedError("no_entries", catalog.empty_list)
        require_plausible(count_entries(catalog.lists), past_totals, past_counts, limits)
        if previous and not previous.series.is_empty():
            before = previous.series.drop_nulls().select("item_id", "episode_count").iter_rows()
            require_plausible_episodes(*count_episodes(catalog.lists, dict(before)), limits)
    except SyncRejectedError:
        if not accept:
            raise
        record.is_forced = True


def _build_unchanged(
    record: SyncRecord, previous: PreviousSync | None, catalog: Catalog | None
) -> CatalogSync:
    """The row, and of what is volatile the counters and states."""
    row = record.frame("unchanged", entry_count=previous.entry_count if previous else 0)
    if catalog is None:
        return CatalogSync(row)
    return CatalogSync(row, _further_tables(record, catalog, build_entries(record, catalog.lists)))


def _build_accepted(
    record: SyncRecord,
    catalog: Catalog,
    previous: PreviousSync | None,
    known_logins: Mapping[str, str] | None,
) -> CatalogSync:
    series = previous.series if previous else NO_SERIES
    built = build_entries(record, catalog.lists, known_logins, series=series)
    rejects = catalog_rejects(record, catalog.lists)
    tables = {
        "catalog_entries": built.entries,
        "catalog_rejects": rejects,
        "catalog_defects": catalog_defects(record, catalog.lists),
        **_further_tables(record, catalog, built),
    }
    row = record.frame(
        "accepted",
        detail=count_defects(catalog.lists),
        entry_count=len(built.entries),
        reject_count=len(rejects),
    )
    return CatalogSync(row, tables, built.logins)


def _further_tables(record: SyncRecord, catalog: Catalog, built: EntryFrame) -> dict[str, pl.DataFrame]:
    checks = build_media_checks(record, catalog.checks, built.entries)
    return {**library_frames(record, catalog), **checks}
