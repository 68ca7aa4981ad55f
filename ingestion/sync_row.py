"""The row that records one sync, whatever came of it. Shared by catalogs, guides and histories."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl

from ingestion.errors import FetchError, WatchhouseError
from ingestion.http import FetchResult
from ingestion.schemas.base import polars_schema
from ingestion.schemas.catalog import CatalogRejects, CatalogSyncs
from ingestion.settings import ProviderSettings
from ingestion.sources import PreviousSync, Source, combined_hash, encode_validators, is_unchanged

DETAIL_LENGTH = 1000
REJECT_SCHEMA = polars_schema(CatalogRejects)

Clock = Callable[[], datetime]


class SyncRejectedError(WatchhouseError):
    """What was fetched is no acceptable sync. Stays inside of ingestion: callers see a rejected sync."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass
class SyncRecord:
    """Collects what a sync's row needs. `now` gives aware times; the row has naive UTC."""

    provider: ProviderSettings
    sync_kind: str
    sync_id: str
    now: Clock
    sources: list[Source] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.started_at = naive_utc(self.now())

    def is_unchanged(self, previous: PreviousSync | None) -> bool:
        """Whether the sources bring what the last accepted sync brought."""
        if previous is None or not self.sources:
            return False
        if all(is_unchanged(source.result) for source in self.sources):
            return True
        content_hash = combined_hash(self.sources)
        return content_hash is not None and content_hash == previous.content_hash

    def require_all(self) -> None:
        """Raise SyncRejectedError with the first failure's reason when a source failed."""
        failures = [source.result for source in self.sources if isinstance(source.result, FetchError)]
        if failures:
            raise SyncRejectedError(failures[0].reason, "; ".join(str(failure) for failure in failures))

    def frame(
        self,
        outcome: str,
        *,
        reason: str | None = None,
        detail: str | None = None,
        entry_count: int = 0,
        reject_count: int = 0,
    ) -> pl.DataFrame:
        """The row as a frame of `CatalogSyncs`."""
        results = [source.result for source in self.sources]
        values = {
            "sync_id": self.sync_id,
            "provider_id": self.provider.id,
            "provider_name": self.provider.name,
            "provider_kind": self.provider.kind,
            "sync_kind": self.sync_kind,
            "started_at": self.started_at,
            "finished_at": naive_utc(self.now()),
            "outcome": outcome,
            "reason": reason,
            "detail": detail[:DETAIL_LENGTH] if detail else None,
            "entry_count": entry_count,
            "reject_count": reject_count,
            "received_bytes": sum(one.received_bytes for one in results if isinstance(one, FetchResult)),
            "etag": encode_validators(self.sources, "etag"),
            "last_modified": encode_validators(self.sources, "last_modified"),
            "content_hash": combined_hash(self.sources),
        }
        return pl.DataFrame([values], schema=polars_schema(CatalogSyncs))


def build_rejects(record: SyncRecord, rejects: Sequence[tuple[str, int, str, str]]) -> pl.DataFrame:
    """Frame of `CatalogRejects` from (playlist, line number, reason, redacted excerpt)."""
    names = ("playlist", "line_number", "reason", "excerpt")
    schema = {name: REJECT_SCHEMA[name] for name in names}
    frame = pl.DataFrame(rejects, schema=schema, orient="row")
    return with_sync(frame, record, REJECT_SCHEMA, sync_kind=pl.lit(record.sync_kind))


def with_sync(frame: pl.DataFrame, record: SyncRecord, schema: pl.Schema, **more: pl.Expr) -> pl.DataFrame:
    """Add the columns that tie rows to their sync, and bring all columns into the table's order."""
    return frame.with_columns(
        sync_id=pl.lit(record.sync_id),
        provider_id=pl.lit(record.provider.id),
        synced_at=pl.lit(record.started_at, dtype=pl.Datetime("us")),
        **more,
    ).select(schema.names())


def naive_utc(moment: datetime) -> datetime:
    """An aware time as the naive UTC of raw tables."""
    return moment.astimezone(UTC).replace(tzinfo=None)
