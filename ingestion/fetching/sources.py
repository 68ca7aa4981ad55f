"""What one sync asked for and got, and what makes the next one cheap.

Validators (ETag, Last-Modified) are kept by redacted address. A sync is whole or nothing: they are used only
for exactly the same addresses as last time (`ingestion.fetching.failover`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

import msgspec
import polars as pl

from ingestion.errors import FetchError
from ingestion.fetching.entry_history import NO_SERIES, ListHistory, count_lists, read_series
from ingestion.fetching.http import FetchResult
from ingestion.landing import RawStore
from ingestion.redaction import redact_url

HISTORY_LENGTH = 5
HASH_LENGTH = 64

Validators = dict[str, str | None]


@dataclass(frozen=True)
class PreviousSync:
    """What the last accepted sync left for the next one.

    `etags` and `last_modified` have every address of that sync, redacted, None where the server sent none.
    `entry_counts` and `list_counts` (by list) are those of the last five accepted syncs, oldest first, and
    begin with the last one that was taken by force: what came before it is no measure any more. Those of
    partial syncs are none either, nor do episodes count that are asked for one series at a time: `series` has
    the columns of `entry_history.read_series`. `source_host` gave the validators; `preferred_host` is the
    last that served a sync, be it an unchanged one.
    """

    entry_count: int
    content_hash: str | None
    etags: Validators
    last_modified: Validators
    source_host: str | None = None
    entry_counts: Sequence[int] = ()
    list_counts: Mapping[str, Sequence[int]] = field(default_factory=dict)
    preferred_host: str | None = None
    series: pl.DataFrame = field(default_factory=NO_SERIES.clear, compare=False)

    def was_read_by(self, reading_key: str) -> bool:
        """Whether its bodies were read as they are today (see `combined_hash`)."""
        return (self.content_hash or "")[HASH_LENGTH:] == reading_key

    def without_content(self) -> "PreviousSync":
        """The same with nothing that could make the next one `unchanged`."""
        return replace(self, content_hash=None, etags={}, last_modified={})


@dataclass(frozen=True)
class Source:
    """One address of a sync: a label that may be shown, and what came of fetching it.

    What is volatile (an account's state, counters) is read at every sync and does not count for whether the
    catalog has changed.
    """

    url: str = field(repr=False)
    label: str
    result: FetchResult | FetchError
    is_volatile: bool = False

    @property
    def size(self) -> int:
        """Bytes of the body, inflated; 0 without one."""
        if isinstance(self.result, FetchError) or self.result.body is None:
            return 0
        size = self.result.body.file.seek(0, 2)
        self.result.body.file.seek(0)
        return size

    def read(self) -> bytes:
        """The whole body. Raises the source's own FetchError, also when the server sent none (304)."""
        if isinstance(self.result, FetchError):
            raise self.result
        if self.result.body is None:
            raise FetchError("no_body", f"{self.label}: unchanged, so that no body was sent")
        self.result.body.file.seek(0)
        return self.result.body.file.read()


def read_previous(store: RawStore, provider_id: str, sync_kind: str) -> PreviousSync | None:
    """The last accepted sync of a provider, and the sizes of those before it; None when there was none."""
    good = (
        store.scan("catalog_syncs")
        .filter(pl.col("outcome").is_in(["accepted", "unchanged"]))
        .filter(provider_id=provider_id, sync_kind=sync_kind)
        .sort("started_at", "sync_id")
        .collect()
    )
    accepted = good.filter(outcome="accepted")
    if accepted.is_empty():
        return None
    last, hosts = accepted.row(-1, named=True), good["source_host"].drop_nulls()
    measure = (
        accepted.filter(pl.col("reason").ne_missing("partial"))
        .tail(HISTORY_LENGTH)
        .with_columns(age=pl.col("is_forced").fill_null(value=False).cast(pl.UInt8).cum_sum(reverse=True))
        .filter((pl.col("age") == 0) | (pl.col("is_forced") & (pl.col("age") == 1)))
    )
    is_catalog = sync_kind == "catalog"
    sync_ids = measure["sync_id"].to_list() if is_catalog else []
    past = count_lists(store, provider_id, sync_ids) if is_catalog else ListHistory({}, [0] * len(measure))
    return PreviousSync(
        last["entry_count"],
        last["content_hash"],
        _decode(last["etag"]),
        _decode(last["last_modified"]),
        last["source_host"],
        (measure["entry_count"] - pl.Series(past.episode_counts, dtype=pl.Int64)).to_list(),
        past.list_counts,
        hosts[-1] if len(hosts) else None,
        read_series(store, provider_id, last["sync_id"]) if is_catalog else NO_SERIES,
    )


def is_unchanged(result: FetchResult | FetchError) -> bool:
    """Whether a server answered 304."""
    return isinstance(result, FetchResult) and result.body is None


def source_labels(urls: Sequence[str]) -> list[str]:
    """Names to show: the file's name, or the whole redacted address where names repeat or are missing."""
    redacted = [redact_url(url) for url in urls]
    names = [url.partition("?")[0].rpartition("/")[2] for url in redacted]
    return [
        name if name and names.count(name) == 1 else url for name, url in zip(names, redacted, strict=True)
    ]


def combined_hash(sources: Sequence[Source], reading_key: str = "") -> str | None:
    """One hash over the addresses' names and bodies in order; None when a body is missing.

    `reading_key` stands for how they are read (`ProviderSettings.reading_key`), and is the end of it.
    """
    digest = sha256()
    for source in sources:
        if not isinstance(source.result, FetchResult) or source.result.body is None:
            return None
        if not source.is_volatile:
            digest.update(f"{source.label}\x1f{source.result.body.content_hash}\x1e".encode())
    return digest.hexdigest() + reading_key


def encode_validators(sources: Sequence[Source], name: str) -> str:
    """The servers' `etag` or `last_modified` as JSON by redacted address, for the row of the sync."""
    values = {redact_url(source.url): getattr(source.result, name, None) for source in sources}
    return msgspec.json.encode(values).decode()


def _decode(column: str | None) -> Validators:
    return msgspec.json.decode(column, type=Validators) if column else {}
