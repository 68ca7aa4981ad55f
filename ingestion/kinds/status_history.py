"""Kind `status_history`: the streams of a daily history of states are the provider's entries."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from itertools import groupby
from operator import itemgetter
from typing import Any

from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.failover import HostFetcher
from ingestion.fetching.http import Client
from ingestion.fetching.sources import Source, source_labels
from ingestion.kinds.base import Catalog, Fetcher
from ingestion.parsers.defects import Defects
from ingestion.parsers.history import STREAM_TYPE, History, parse_history
from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.parsers.m3u.playlist import ParsedPlaylist, Reject
from ingestion.settings import ProviderSettings


class StatusHistoryKind:
    """Two CSV files: streams with a state per day, and the days."""

    def fetch(self, provider: ProviderSettings, fetcher: Fetcher) -> Sequence[Source]:
        """The file of the streams and the file of the days."""
        urls = [url.get_secret_value() for url in (provider.history_url, provider.days_url) if url]
        return [fetcher.fetch(*each) for each in zip(urls, source_labels(urls), strict=True)]

    def parse(self, provider: ProviderSettings, sources: Sequence[Source]) -> Catalog:
        """The streams by playlist. Raises ParseError for what is no history."""
        return Catalog(_lists(_parse(provider, sources)))


def read_history(provider: ProviderSettings, client: Client) -> History:
    """Fetch and parse a provider's history. Raises FetchError and ParseError."""
    limits = FetchLimits(provider.max_bytes, provider.total_timeout_seconds)
    with ExitStack() as opened:
        fetcher = HostFetcher(client, provider, limits, opened)
        return _parse(provider, StatusHistoryKind().fetch(provider, fetcher))


def _parse(provider: ProviderSettings, sources: Sequence[Source]) -> History:
    streams, days = (source.read() for source in sources)
    return parse_history(provider.id, streams, days)


def _lists(history: History) -> list[ParsedPlaylist]:
    rows = history.streams.drop("status_by_day").iter_rows(named=True)
    lists = [
        ParsedPlaylist(name, [_entry(row, history.logins) for row in group], [], {}, Defects(), "utf-8")
        for name, group in groupby(rows, itemgetter("playlist"))
    ]
    rejected = [
        ParsedPlaylist(name, [], [Reject(*reject[1:]) for reject in group], {}, Defects(), "utf-8")
        for name, group in groupby(history.rejects, itemgetter(0))
    ]
    return lists + rejected


def _entry(row: dict[str, Any], logins: Mapping[str, str]) -> PlaylistEntry:
    known = {name: value for name, value in row.items() if name not in ("playlist", "stream_key")}
    return PlaylistEntry(**known, stream_type=STREAM_TYPE, login=logins.get(row["stream_key"]))
