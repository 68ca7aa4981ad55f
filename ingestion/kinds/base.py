"""The protocol of a kind of provider: fetch -> parse -> catalog. What becomes of it is decided elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import polars as pl

from ingestion.errors import ParseError
from ingestion.fetching.sources import Source
from ingestion.parsers.m3u.playlist import ParsedPlaylist
from ingestion.settings import ProviderSettings
from ingestion.syncing.sync_row import Account as Account


@dataclass(frozen=True)
class Catalog:
    """What a provider lists. Frames have the columns of their raw table without those of the sync.

    `empty_list` tells of a list without entries that should have some: not plausible.
    """

    lists: Sequence[ParsedPlaylist]
    account: Account | None = None
    statistics: pl.DataFrame | None = None
    heatmaps: pl.DataFrame | None = None
    checks: Sequence["MediaState"] = field(default_factory=list)
    empty_list: str | None = None


@dataclass(frozen=True)
class MediaState:
    """What a library says of the health of an item: a reason of `stream_checks`, and the evidence."""

    item_id: str
    reason: str
    evidence: str | None = None


class AccountRefusedError(ParseError):
    """The provider gives the account nothing; `account` is what it says of it all the same."""

    def __init__(self, reason: str, detail: str, account: Account) -> None:
        super().__init__(reason, detail)
        self.account = account


class Fetcher(Protocol):
    """Asks the provider's hosts, backups included. Never raises for a fault of the provider."""

    @property
    def asked_at(self) -> Mapping[str, datetime]:
        """When items that one sync may leave out were asked for last, by the provider's id; naive UTC."""

    @property
    def memory(self) -> Path | None:
        """A file for what spares the next sync work, and may be lost at any time; None keeps nothing."""

    def fetch(self, url: str, label: str, *, headers: Mapping[str, str] | None = None) -> Source:
        """One body, or the error that came of it. `label` names it in tables and errors: no secrets."""


class CatalogKind(Protocol):
    """One kind of provider."""

    def fetch(self, provider: ProviderSettings, fetcher: Fetcher) -> Sequence[Source]:
        """Everything that the catalog is read from. A failed source makes the sync fail.

        A source that tells nothing of the catalog itself (account, counters) is marked by
        `dataclasses.replace(source, is_volatile=True)`: the catalog is unchanged when all others are.
        """

    def parse(self, provider: ProviderSettings, sources: Sequence[Source]) -> Catalog:
        """What the bytes mean. Raises ParseError; one odd row never fails a list."""
