"""Pull a status history as a catalog: the streams in it are the provider's entries."""

from contextlib import ExitStack

import polars as pl

from ingestion.bodies import FetchLimits
from ingestion.catalog import CatalogSync
from ingestion.catalog_frames import ENTRY_SCHEMA
from ingestion.errors import ParseError
from ingestion.http import Client
from ingestion.parsers.history import STREAM_TYPE, History, parse_history
from ingestion.settings import ProviderSettings
from ingestion.sources import PreviousSync, Source, fetch_sources
from ingestion.sync_row import Clock, SyncRecord, SyncRejectedError, build_rejects, with_sync


def read_history(provider: ProviderSettings, client: Client) -> History:
    """Fetch and parse a provider's history. Raises SyncRejectedError and ParseError."""
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
        except (SyncRejectedError, ParseError) as error:
            return CatalogSync(record.frame("rejected", reason=error.reason, detail=str(error)))
    return _build_sync(record, history)
