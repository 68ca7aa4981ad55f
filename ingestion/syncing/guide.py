"""Pull a provider's programme guides: fetch -> parse -> frames, and the row that says what came of it.

Several guides are one sync. A guide that fails or is cut off leaves the others useful: the sync is then
accepted with the reason `partial`, which removes nothing from the catalog. Rejected are a sync in which
nothing was readable, of which the rejects land, and a whole one that is implausibly small.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import polars as pl

from ingestion.errors import FetchError, ParseError
from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.failover import HostFetcher, fetch_whole
from ingestion.fetching.http import Client
from ingestion.fetching.sources import PreviousSync, Source
from ingestion.kinds.registry import fetch_guides
from ingestion.kinds.xtream_guide import (
    LIST_LABEL,
    count_unread_channels,
    is_channel_guide,
    is_channel_list,
    read_channel_guide,
)
from ingestion.landing import RawStore
from ingestion.parsers.defects import Defects
from ingestion.parsers.xmltv.elements import GuideChannel
from ingestion.parsers.xmltv.reader import GuideBatch, XmltvReader
from ingestion.redaction import redact_text
from ingestion.schemas.base import empty_frame
from ingestion.schemas.catalog import CatalogDefects, CatalogRejects
from ingestion.schemas.guide import GuideChannels
from ingestion.settings import ProviderSettings
from ingestion.syncing.guide_frames import (
    CHANNEL_SCHEMA,
    ProgrammePieces,
    channel_frame,
    merge_channels,
    programme_frame,
)
from ingestion.syncing.kept_bodies import BodyStore
from ingestion.syncing.plausibility import DropLimits, SyncRejectedError, require_plausible
from ingestion.syncing.sync_row import Clock, SyncRecord, build_defects, build_rejects, with_sync

MAX_REJECT_ROWS = 100_000


@dataclass(frozen=True)
class GuideSync:
    """One sync of guides, ready to land."""

    sync: pl.DataFrame
    channels: pl.DataFrame = field(default_factory=lambda: empty_frame(GuideChannels))
    programmes: ProgrammePieces = field(default_factory=ProgrammePieces)
    rejects: pl.DataFrame = field(default_factory=lambda: empty_frame(CatalogRejects))
    defects: pl.DataFrame = field(default_factory=lambda: empty_frame(CatalogDefects))

    @property
    def outcome(self) -> str:
        """`accepted`, `unchanged` or `rejected`."""
        return str(self.sync["outcome"].item())

    @property
    def reason(self) -> str | None:
        """Machine code of a rejection, or `partial`."""
        reason: str | None = self.sync["reason"].item()
        return reason

    def count(self, table: str) -> int:
        """How many rows of a table the sync brings."""
        if table == "guide_programmes":
            return len(self.programmes)
        return self.tables[table].height if table in self.tables else 0

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The rows by raw table, but for the programmes, which come in pieces."""
        return {
            "guide_channels": self.channels,
            "catalog_rejects": self.rejects,
            "catalog_defects": self.defects,
        }

    def parts(self) -> Iterator[tuple[str, str, pl.DataFrame]]:
        """Table, end of the part's name, rows: what there is to land, one file each."""
        for table, frame in self.tables.items():
            if not frame.is_empty():
                yield table, "", frame
        for number, frame in enumerate(self.programmes):
            yield "guide_programmes", f".{number:04}" if number else "", frame


@dataclass
class _Collected:
    """What all guides of a sync brought. Memory holds channels, rejects and defects; programmes pass on."""

    channels: dict[str, tuple[GuideChannel, str, int]] = field(default_factory=dict)
    programmes: ProgrammePieces = field(default_factory=ProgrammePieces)
    rejects: list[tuple[str, int, str, str]] = field(default_factory=list)
    reject_count: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)
    recovered_errors: int = 0
    defects: dict[str, Defects] = field(default_factory=dict)

    def add(self, label: str, priority: int, batch: GuideBatch) -> None:
        for channel in batch.channels:
            known = self.channels.get(channel.channel_id)
            if known is None:
                self.channels[channel.channel_id] = channel, label, priority
            else:
                self.channels[channel.channel_id] = merge_channels(known[0], channel), *known[1:]
        if batch.programmes:
            self.programmes.add(programme_frame(batch.programmes, label, priority))
        self.reject_count += len(batch.rejects)
        for reject in batch.rejects[: MAX_REJECT_ROWS - len(self.rejects)]:
            self.rejects.append((label, reject.line_number, reject.reason, redact_text(reject.excerpt)))


def sync_guides(
    provider: ProviderSettings,
    *,
    client: Client,
    previous: PreviousSync | None,
    sync_id: str,
    now: Clock,
    accept: bool = False,
    bodies: BodyStore | None = None,
) -> GuideSync:
    """Pull all guides of a provider as one sync. Never raises for a fault of the provider.

    `previous` comes from `fetching.sources.read_previous`; `now` gives aware times; `accept` takes a guide
    that is implausibly small after all; `bodies` keeps what came.
    """
    record = SyncRecord(provider, "guide", sync_id, now)
    seconds = provider.total_timeout_seconds
    limits = FetchLimits(provider.guide_max_bytes, seconds, keeps_truncated=True)
    with ExitStack() as opened:
        fetcher = HostFetcher(client, provider, limits, opened)
        fetcher.prefer(previous, is_conditional=True)
        record.sources = fetch_whole(fetcher, lambda: fetch_guides(provider, fetcher))
        record.source_host = fetcher.last_host
        if previous and record.is_unchanged(previous):
            return GuideSync(record.frame("unchanged", entry_count=previous.entry_count))
        collected = _collect(record)
        if bodies:
            bodies.save(record)
    return _build_sync(record, collected, previous, accept=accept)


def replay_guides(
    provider: ProviderSettings,
    sources: Sequence[Source],
    *,
    previous: PreviousSync | None,
    sync_id: str,
    now: Clock,
    accept: bool = False,
) -> GuideSync:
    """Read kept bodies again as a new sync."""
    record = SyncRecord(provider, "guide", sync_id, now, sources=sources, keeps_validators=False)
    return _build_sync(record, _collect(record), previous, accept=accept)


def land_guide(store: RawStore, sync: GuideSync) -> None:
    """Write a sync to the raw tables, its own row last: rows without it are of a sync that was cut off."""
    row = sync.sync.row(0, named=True)
    received_date, part = row["started_at"].date(), f"{row['provider_id']}.guide.{row['sync_id']}"
    for table, ending, frame in sync.parts():
        store.land(table, frame, received_date=received_date, part=part + ending)
    store.land("catalog_syncs", sync.sync, received_date=received_date, part=part)


def _collect(record: SyncRecord) -> _Collected:
    collected = _Collected()
    for priority, source in enumerate(record.sources):
        if not is_channel_list(source):
            _read_guide(source, priority, record.provider, collected)
    if unread := count_unread_channels(record.sources):
        collected.faults.append(("channels_not_read", f"channels whose guide was not read: {unread}"))
        collected.defects[LIST_LABEL] = Defects()
        collected.defects[LIST_LABEL].add("channels_not_read", unread)
    return collected


def _read_guide(source: Source, priority: int, provider: ProviderSettings, collected: _Collected) -> None:
    if isinstance(source.result, FetchError):
        collected.faults.append((source.result.reason, str(source.result)))
    elif is_channel_guide(source):
        _read_channel_guide(source, priority, provider, collected)
    elif source.result.body is not None:
        timezone, shift = provider.times_of(source.label)
        reader = XmltvReader(
            source.result.body.file,
            languages=provider.languages,
            charset=provider.charset or source.result.charset,
            timezone=timezone,
            shift=shift,
        )
        try:
            for batch in reader:
                collected.add(source.label, priority, batch)
        except ParseError as error:
            collected.faults.append((error.reason, f"{source.label}: {error}"))
        if reader.is_partial:
            collected.faults.append(("truncated", f"{source.label}: the guide is cut off"))
        collected.recovered_errors += reader.recovered_errors
        collected.defects[source.label] = reader.defects
    else:
        collected.faults.append(("no_body", f"{source.label}: the server sent nothing, unasked"))


def _read_channel_guide(
    source: Source, priority: int, provider: ProviderSettings, collected: _Collected
) -> None:
    collected.defects[source.label] = Defects()
    try:
        zone, _ = provider.times_of(source.label)
        batch = read_channel_guide(source, zone, collected.defects[source.label])
        collected.add(source.label, priority, batch)
    except ParseError as error:
        collected.faults.append((error.reason, f"{source.label}: {error}"))


def _build_sync(
    record: SyncRecord, collected: _Collected, previous: PreviousSync | None, *, accept: bool
) -> GuideSync:
    faults = [detail for _, detail in collected.faults]
    programmes = collected.programmes
    if not programmes and (collected.faults or not accept):
        reason = collected.faults[0][0] if collected.faults else "no_entries"
        detail = "; ".join(faults) or "no programme in any guide"
        row = record.frame("rejected", reason=reason, detail=detail, reject_count=collected.reject_count)
        return GuideSync(row, rejects=build_rejects(record, collected.rejects))
    if not collected.faults and (fault := _find_drop(record, len(programmes), previous, accept=accept)):
        return GuideSync(record.frame("rejected", reason=fault.reason, detail=str(fault)))
    rejects = build_rejects(record, collected.rejects)
    if collected.recovered_errors:
        faults.append(f"recovered_errors {collected.recovered_errors}")
    row = record.frame(
        "accepted",
        reason="partial" if collected.faults else None,
        detail="; ".join(faults) or None,
        entry_count=len(programmes),
        reject_count=collected.reject_count,
    )
    programmes.complete(record)
    channels = with_sync(channel_frame(collected.channels.values()), record, CHANNEL_SCHEMA)
    defects = build_defects(record, collected.defects.items())
    return GuideSync(row, channels, programmes, rejects, defects)


def _find_drop(
    record: SyncRecord, count: int, previous: PreviousSync | None, *, accept: bool
) -> SyncRejectedError | None:
    """What makes a whole guide implausibly small; None, and the row says so, when it is taken after all."""
    limits = DropLimits(record.provider.max_drop_ratio, record.provider.max_drop_count)
    try:
        require_plausible({"guide": count}, previous.entry_counts if previous else (), {}, limits)
    except SyncRejectedError as error:
        if not accept:
            return error
        record.is_forced = True
    return None
