"""Pull a status history as a catalog: the streams in it are the provider's entries."""

from contextlib import ExitStack

import polars as pl

from ingestion.bodies import FetchLimits
from ingestion.catalog import CatalogSync
from ingestion.catalog_frames import ENTRY_SCHEMA
from ingestion.errors import FetchError, ParseError
from ingestion.http import Client
from ingestion.parsers.history import STREAM_TYPE, History, parse_history
from ingestion.settings import ProviderSettings
from ingestion.sources import PreviousSync, Source, fetch_sources
from ingestion.sync_row import Clock, SyncRecord, SyncRejectedError, build_rejects, with_sync


def read_history(provider: ProviderSettings, client: Client) -> History:
    """Fetch and parse a provider's history. Raises FetchError and ParseError."""
    with ExitStack() as opened:
        return _parse(provider, _fetch(provider, client, None, opened))


def sync_history(
    provider: ProviderSettings, *, client: Client, previous: PreviousSync | None, sync_id: str, now: Clock
) -> CatalogSync:
    """Pull a history's streams as one sync. Never raises for a fault of the provider."""
    record = SyncRecord(provider, "catalog", sync_id, now)
    with ExitStack() as opened:
        record.sources = _fetch(provider, client, previous, opened)
        try:
            if previous and record.is_unchanged(previous):
                return CatalogSync(record.frame("unchanged", entry_count=previous.entry_count))
            history = _parse(provider, record.sources)
            if history.streams.is_empty():
                raise SyncRejectedError("no_entries", "the history has no stream")
        except (FetchError, SyncRejectedError, ParseError) as error:
            return CatalogSync(record.frame("rejected", reason=error.reason, detail=str(error)))
    return _build_sync(record, history)


def _fetch(
    provider: ProviderSettings, client: Client, previous: PreviousSync | None, opened: ExitStack
) -> list[Source]:
    urls = [url.get_secret_value() for url in (provider.history_url, provider.days_url) if url]
    limits = FetchLimits(provider.max_bytes, provider.total_timeout_seconds)
    return fetch_sources(client, urls, limits, previous, opened)


def _parse(provider: ProviderSettings, sources: list[Source]) -> History:
    streams, days = (source.read() for source in sources)
    return parse_history(provider.id, streams, days)


def _build_sync(record: SyncRecord, history: History) -> CatalogSync:
    ordinals = pl.int_range(0, pl.len(), dtype=pl.Int64)
    known = {"stream_type": pl.lit(STREAM_TYPE), "is_radio": pl.lit(False), "is_separator": pl.lit(False)}
    streams = history.streams.with_columns(entry_ordinal=ordinals, **known)
    missing = [
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in ENTRY_SCHEMA.items()
        if name not in streams.columns
    ]
    entries = with_sync(streams.with_columns(missing), record, ENTRY_SCHEMA)
    rejects = build_rejects(record, history.rejects)
    row = record.frame("accepted", entry_count=len(entries), reject_count=len(rejects))
    return CatalogSync(row, entries, rejects, history.logins)
