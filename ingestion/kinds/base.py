"""The protocol of a kind of provider: fetch -> parse -> catalog. What becomes of it is decided elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import polars as pl

from ingestion.parsers.m3u import ParsedPlaylist
from ingestion.settings import ProviderSettings
from ingestion.sources import Source


@dataclass(frozen=True)
class Account:
    """What a panel tells of the account at a sync. Times are naive UTC; None is unknown or unlimited."""

    status: str | None = None
    is_trial: bool | None = None
    expires_at: datetime | None = None
    max_connections: int | None = None
    active_connections: int | None = None


@dataclass(frozen=True)
class Catalog:
    """What a provider lists. Frames have the columns of their raw table without those of the sync."""

    lists: Sequence[ParsedPlaylist]
    account: Account | None = None
    statistics: pl.DataFrame | None = None
    heatmaps: pl.DataFrame | None = None
    checks: Sequence["MediaState"] = field(default_factory=list)


@dataclass(frozen=True)
class MediaState:
    """What a library says of the health of an item: a reason of `stream_checks`, and the evidence."""

    item_id: str
    reason: str
    evidence: str | None = None


class Fetcher(Protocol):
    """Asks the provider's hosts, backups included. Never raises for a fault of the provider."""

    def fetch(self, url: str, label: str, *, headers: Mapping[str, str] | None = None) -> Source:
        """One body, or the error that came of it. `label` names it in tables and errors: no secrets."""


class CatalogKind(Protocol):
    """One kind of provider."""

    def fetch(self, provider: ProviderSettings, fetcher: Fetcher) -> Sequence[Source]:
        """Everything that the catalog is read from. A failed source makes the sync fail."""

    def parse(self, provider: ProviderSettings, sources: Sequence[Source]) -> Catalog:
        """What the bytes mean. Raises ParseError; one odd row never fails a list."""
