"""Fetch all addresses of one sync, and remember what makes the next fetch cheap.

One sync asks for several addresses. Validators (ETag, Last-Modified) are used only for exactly the same
addresses as last time, and when only some of them are unchanged the others' bodies are fetched after all:
a sync is whole or nothing.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256

import msgspec

from ingestion.bodies import FetchLimits
from ingestion.errors import FetchError
from ingestion.http import Client, FetchResult, fetch
from ingestion.landing import RawStore
from ingestion.redaction import redact_url

Validators = dict[str, str | None]


@dataclass(frozen=True)
class PreviousSync:
    """What the last accepted sync left for the next one.

    `etags` and `last_modified` have every address of that sync, redacted, None where the server sent none.
    """

    entry_count: int
    content_hash: str | None
    etags: Validators
    last_modified: Validators


@dataclass(frozen=True)
class Source:
    """One address of a sync: a label that may be shown, and what came of fetching it."""

    url: str
    label: str
    result: FetchResult | FetchError

    def read(self) -> bytes:
        """The whole body. Raises the source's own FetchError, also when the server sent none (304)."""
        if isinstance(self.result, FetchError):
            raise self.result
        if self.result.body is None:
            raise FetchError("no_body", f"{self.label}: unchanged, so that no body was sent")
        return self.result.body.file.read()


def read_previous(store: RawStore, provider_id: str, sync_kind: str) -> PreviousSync | None:
    """The last accepted sync of a provider; None when there was none."""
    columns = ["entry_count", "content_hash", "etag", "last_modified"]
    last = (
        store.scan("catalog_syncs")
        .filter(provider_id=provider_id, sync_kind=sync_kind, outcome="accepted")
        .sort("started_at")
        .tail(1)
        .select(columns)
        .collect()
    )
    if last.is_empty():
        return None
    count, content_hash, etag, last_modified = last.row(0)
    return PreviousSync(count, content_hash, _decode(etag), _decode(last_modified))


def fetch_sources(
    client: Client,
    urls: Sequence[str],
    limits: FetchLimits,
    previous: PreviousSync | None,
    opened: ExitStack,
) -> list[Source]:
    """Fetch every address in order; a failed one holds its error. Bodies are closed with `opened`."""
    labels = source_labels(urls)
    addresses = [redact_url(url) for url in urls]
    same_addresses = previous is not None and sorted(previous.etags) == sorted(addresses)
    conditional = previous if same_addresses else None
    results = [_fetch(client, url, limits, conditional, opened) for url in urls]
    unchanged = [is_unchanged(result) for result in results]
    if any(unchanged) and not all(unchanged):
        results = [
            _fetch(client, url, limits, None, opened) if same else result
            for url, result, same in zip(urls, results, unchanged, strict=True)
        ]
    return [Source(*each) for each in zip(urls, labels, results, strict=True)]


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


def combined_hash(sources: Sequence[Source]) -> str | None:
    """One hash over the addresses' names and bodies in order; None when a body is missing."""
    digest = sha256()
    for source in sources:
        if not isinstance(source.result, FetchResult) or source.result.body is None:
            return None
        digest.update(f"{source.label}\x1f{source.result.body.content_hash}\x1e".encode())
    return digest.hexdigest()


def encode_validators(sources: Sequence[Source], name: str) -> str:
    """The servers' `etag` or `last_modified` as JSON by redacted address, for the row of the sync."""
    values = {redact_url(source.url): getattr(source.result, name, None) for source in sources}
    return msgspec.json.encode(values).decode()


def _fetch(
    client: Client, url: str, limits: FetchLimits, previous: PreviousSync | None, opened: ExitStack
) -> FetchResult | FetchError:
    address = redact_url(url)
    etag = previous.etags.get(address) if previous else None
    last_modified = previous.last_modified.get(address) if previous else None
    try:
        result = fetch(client, url, limits, etag=etag, last_modified=last_modified)
    except FetchError as error:
        return error
    if result.body:
        opened.enter_context(result.body)
    return result


def _decode(column: str | None) -> Validators:
    return msgspec.json.decode(column, type=Validators) if column else {}
