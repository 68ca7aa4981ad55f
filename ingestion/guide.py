"""Pull a provider's programme guides: fetch -> parse -> frames, and the row that says what came of it.

Several guides are one sync. A guide that fails or is cut off leaves the others useful: the sync is then
accepted with the reason `partial`, and only a sync in which nothing was readable is rejected.
"""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from operator import attrgetter

import msgspec
import polars as pl

from ingestion.bodies import FetchLimits
from ingestion.errors import FetchError, ParseError
from ingestion.http import Client
from ingestion.landing import RawStore
from ingestion.parsers.xmltv import GuideBatch, XmltvReader
from ingestion.parsers.xmltv_elements import GuideChannel, GuideProgramme
from ingestion.redaction import redact_text, redact_url
from ingestion.schemas.base import empty_frame, polars_schema
from ingestion.schemas.catalog import CatalogRejects
from ingestion.schemas.guide import GuideChannels, GuideProgrammes
from ingestion.settings import ProviderSettings
from ingestion.sources import PreviousSync, Source, fetch_sources
from ingestion.sync_row import Clock, SyncRecord, build_rejects, with_sync

LONGEST_DERIVED = pl.duration(hours=6)
CHANNEL_SCHEMA = polars_schema(GuideChannels)
PROGRAMME_SCHEMA = polars_schema(GuideProgrammes)
PARSED_COLUMNS = GuideProgramme.__struct_fields__


@dataclass(frozen=True)
class GuideSync:
    """One sync of guides, ready to land."""

    sync: pl.DataFrame
    channels: pl.DataFrame = field(default_factory=lambda: empty_frame(GuideChannels))
    programmes: pl.DataFrame = field(default_factory=lambda: empty_frame(GuideProgrammes))
    rejects: pl.DataFrame = field(default_factory=lambda: empty_frame(CatalogRejects))

    @property
    def outcome(self) -> str:
        """`accepted`, `unchanged` or `rejected`."""
        return str(self.sync["outcome"].item())

    @property
    def reason(self) -> str | None:
        """Machine code of a rejection, or `partial`."""
        reason: str | None = self.sync["reason"].item()
        return reason


@dataclass
class _Collected:
    """What all guides of a sync brought, batch by batch as frames, so that memory holds columns only."""

    channels: dict[str, GuideChannel] = field(default_factory=dict)
    programmes: list[pl.DataFrame] = field(default_factory=list)
    rejects: list[tuple[str, int, str, str]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    recovered_errors: int = 0

    def add(self, label: str, batch: GuideBatch) -> None:
        for channel in batch.channels:
            self.channels.setdefault(channel.channel_id, channel)
        if batch.programmes:
            self.programmes.append(programme_frame(batch.programmes))
        for reject in batch.rejects:
            self.rejects.append((label, reject.line_number, reject.reason, redact_text(reject.excerpt)))


def sync_guides(
    provider: ProviderSettings, *, client: Client, previous: PreviousSync | None, sync_id: str, now: Clock
) -> GuideSync:
    """Pull all guides of a provider as one sync. Never raises for a fault of the provider.

    `previous` comes from `ingestion.sources.read_previous`; `now` gives aware times.
    """
    record = SyncRecord(provider, "guide", sync_id, now)
    limits = FetchLimits(provider.guide_max_bytes, provider.total_timeout_seconds)
    urls = [url.get_secret_value() for url in provider.guide_urls]
    with ExitStack() as opened:
        record.sources = fetch_sources(client, urls, limits, previous, opened)
        if previous and record.is_unchanged(previous):
            return GuideSync(record.frame("unchanged", entry_count=previous.entry_count))
        collected = _Collected()
        for source in record.sources:
            _read_guide(source, provider.languages, collected)
    return _build_sync(record, collected)


def land_guide(store: RawStore, sync: GuideSync) -> None:
    """Write a sync to the raw tables, its own row last: rows without it are of a sync that was cut off."""
    row = sync.sync.row(0, named=True)
    received_date, part = row["started_at"].date(), f"{row['provider_id']}.guide.{row['sync_id']}"
    frames = {
        "guide_channels": sync.channels,
        "guide_programmes": sync.programmes,
        "catalog_rejects": sync.rejects,
    }
    for table, frame in frames.items():
        if not frame.is_empty():
            store.land(table, frame, received_date=received_date, part=part)
    store.land("catalog_syncs", sync.sync, received_date=received_date, part=part)


def programme_frame(programmes: Sequence[GuideProgramme]) -> pl.DataFrame:
    """Parsed programmes as columns."""
    columns = zip(*map(attrgetter(*PARSED_COLUMNS), programmes), strict=True)
    schema = {name: PROGRAMME_SCHEMA[name] for name in PARSED_COLUMNS}
    return pl.DataFrame(dict(zip(PARSED_COLUMNS, columns, strict=True)), schema=schema)


def derive_stops(programmes: pl.DataFrame) -> pl.DataFrame:
    """Fill a missing stop with the next later start on the channel, six hours away at most.

    The last programme of a channel keeps a missing stop.
    """
    starts = (
        programmes.select("channel_id", "started_at")
        .unique()
        .sort("channel_id", "started_at")
        .with_columns(next_at=pl.col("started_at").shift(-1).over("channel_id"))
    )
    derived = pl.min_horizontal("next_at", pl.col("started_at") + LONGEST_DERIVED)
    is_derived = pl.col("stopped_at").is_null() & pl.col("next_at").is_not_null()
    return programmes.join(starts, on=["channel_id", "started_at"], maintain_order="left").with_columns(
        has_derived_stop=is_derived,
        stopped_at=pl.when(is_derived).then(derived).otherwise("stopped_at"),
    )


def _read_guide(source: Source, languages: Sequence[str], collected: _Collected) -> None:
    if isinstance(source.result, FetchError):
        collected.faults.append((source.result.reason, str(source.result)))
    elif source.result.body is not None:
        reader = XmltvReader(source.result.body.file, languages=languages)
        try:
            for batch in reader:
                collected.add(source.label, batch)
        except ParseError as error:
            collected.faults.append((error.reason, f"{source.label}: {error}"))
        if reader.is_partial:
            collected.faults.append(("truncated", f"{source.label}: the guide is cut off"))
        collected.recovered_errors += reader.recovered_errors


def _build_sync(record: SyncRecord, collected: _Collected) -> GuideSync:
    faults = [detail for _, detail in collected.faults]
    if not collected.programmes:
        reason = collected.faults[0][0] if collected.faults else "no_entries"
        return GuideSync(
            record.frame("rejected", reason=reason, detail="; ".join(faults) or "no programme in any guide")
        )
    programmes = derive_stops(pl.concat(collected.programmes))
    rejects = build_rejects(record, collected.rejects)
    if collected.recovered_errors:
        faults.append(f"recovered_errors {collected.recovered_errors}")
    row = record.frame(
        "accepted",
        reason="partial" if collected.faults else None,
        detail="; ".join(faults) or None,
        entry_count=len(programmes),
        reject_count=len(rejects),
    )
    channels = with_sync(_channel_frame(collected.channels.values()), record, CHANNEL_SCHEMA)
    return GuideSync(row, channels, with_sync(programmes, record, PROGRAMME_SCHEMA), rejects)


def _channel_frame(channels: Iterable[GuideChannel]) -> pl.DataFrame:
    rows = [
        (
            channel.channel_id,
            channel.display_names[0] if channel.display_names else None,
            msgspec.json.encode(channel.display_names).decode(),
            redact_url(channel.icon_url) if channel.icon_url else None,
        )
        for channel in channels
    ]
    names = ("channel_id", "display_name", "display_names", "icon_url")
    return pl.DataFrame(rows, schema={name: CHANNEL_SCHEMA[name] for name in names}, orient="row")
