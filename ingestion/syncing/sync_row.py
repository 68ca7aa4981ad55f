"""The row that records one sync, whatever came of it. Shared by catalogs, guides and histories."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from ingestion.errors import FetchError
from ingestion.fetching.http import FetchResult
from ingestion.fetching.sources import PreviousSync, Source, combined_hash, encode_validators, is_unchanged
from ingestion.parsers.defects import Defects
from ingestion.schemas.base import polars_schema
from ingestion.schemas.catalog import CatalogDefects, CatalogRejects, CatalogSyncs
from ingestion.settings import ProviderSettings
from ingestion.syncing.known_secrets import KnownSecrets
from ingestion.syncing.plausibility import SyncRejectedError

DETAIL_LENGTH = 1000
SYNC_SCHEMA = polars_schema(CatalogSyncs)
REJECT_SCHEMA = polars_schema(CatalogRejects)
DEFECT_SCHEMA = polars_schema(CatalogDefects)

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Account:
    """What a panel tells of the account at a sync. Times are naive UTC; None is unknown or unlimited."""

    status: str | None = None
    is_trial: bool | None = None
    expires_at: datetime | None = None
    max_connections: int | None = None
    active_connections: int | None = None


@dataclass
class SyncRecord:
    """Collects what a sync's row needs. `now` gives aware times; the row has naive UTC."""

    provider: ProviderSettings
    sync_kind: str
    sync_id: str
    now: Clock
    sources: Sequence[Source] = ()
    source_host: str | None = None
    account: Account | None = None
    is_forced: bool = False
    keeps_validators: bool = True

    def __post_init__(self) -> None:
        self.started_at = naive_utc(self.now())
        self.secrets = KnownSecrets(self.provider)

    def is_unchanged(self, previous: PreviousSync | None) -> bool:
        """Whether the sources bring what the last accepted sync brought."""
        if previous is None or not self.sources:
            return False
        if all(is_unchanged(source.result) for source in self.sources):
            return True
        content_hash = combined_hash(self.sources, self.provider.reading_key)
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
        """The row as a frame of `CatalogSyncs`, free of the provider's secrets."""
        results = [source.result for source in self.sources]
        account = self.account or Account()
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
            "detail": self.secrets.hide(detail)[:DETAIL_LENGTH] if detail else None,
            "entry_count": entry_count,
            "reject_count": reject_count,
            "received_bytes": sum(one.received_bytes for one in results if isinstance(one, FetchResult)),
            "etag": self._validators("etag"),
            "last_modified": self._validators("last_modified"),
            "content_hash": combined_hash(self.sources, self.provider.reading_key),
            "expires_at": account.expires_at,
            "max_connections": account.max_connections,
            "active_connections": account.active_connections,
            "account_status": self.secrets.hide(account.status) if account.status else None,
            "is_trial": account.is_trial,
            "source_host": self.source_host,
            "is_forced": self.is_forced,
        }
        return pl.DataFrame([values], schema=SYNC_SCHEMA)

    def _validators(self, name: str) -> str | None:
        if not self.keeps_validators:
            return None
        return self.secrets.hide(encode_validators(self.sources, name))


def build_rejects(record: SyncRecord, rejects: Sequence[tuple[str, int, str, str]]) -> pl.DataFrame:
    """Frame of `CatalogRejects` from (playlist, line number, reason, redacted excerpt)."""
    names = ("playlist", "line_number", "reason", "excerpt")
    schema = {name: REJECT_SCHEMA[name] for name in names}
    frame = pl.DataFrame(rejects, schema=schema, orient="row")
    return with_sync(frame, record, REJECT_SCHEMA, sync_kind=pl.lit(record.sync_kind))


def build_defects(record: SyncRecord, defects: Iterable[tuple[str, Defects]]) -> pl.DataFrame:
    """Frame of `CatalogDefects` from the defects of each list."""
    rows = [
        (name, one.code, one.field, one.count, one.line_number, one.excerpt)
        for name, counted in defects
        for one in counted
    ]
    names = ("playlist", "defect", "field", "defect_count", "line_number", "excerpt")
    frame = pl.DataFrame(rows, schema={name: DEFECT_SCHEMA[name] for name in names}, orient="row")
    return with_sync(frame, record, DEFECT_SCHEMA, sync_kind=pl.lit(record.sync_kind))


def with_sync(frame: pl.DataFrame, record: SyncRecord, schema: pl.Schema, **more: pl.Expr) -> pl.DataFrame:
    """Add the columns that tie rows to their sync, bring all columns into the table's order, hide secrets."""
    hidden = record.secrets.hide_in(frame)
    return hidden.with_columns(
        sync_id=pl.lit(record.sync_id),
        provider_id=pl.lit(record.provider.id),
        synced_at=pl.lit(record.started_at, dtype=pl.Datetime("us")),
        **more,
    ).select(schema.names())


def naive_utc(moment: datetime) -> datetime:
    """An aware time as the naive UTC of raw tables."""
    return moment.astimezone(UTC).replace(tzinfo=None)
