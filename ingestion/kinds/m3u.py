"""Kind `m3u`: playlists by http(s) or file, together one catalog."""

from collections.abc import Sequence

from ingestion.errors import NotACatalogError, ParseError
from ingestion.fetching.http import FetchResult, InvalidURL, is_same_origin
from ingestion.fetching.sources import Source, source_labels
from ingestion.kinds.base import Catalog, Fetcher
from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.parsers.m3u.playlist import ParsedPlaylist, parse_m3u
from ingestion.settings import ProviderSettings

MAX_NESTED = 200
NESTED_MARK = '"nested_playlist"'


class M3uKind:
    """Playlists. With `follow_playlists` those that they name on their own host are read too, not deeper."""

    def fetch(self, provider: ProviderSettings, fetcher: Fetcher) -> Sequence[Source]:
        """The playlists, in the order of the settings, and behind them those that they name."""
        urls = [url.get_secret_value() for url in provider.urls]
        sources = [fetcher.fetch(*each) for each in zip(urls, source_labels(urls), strict=True)]
        if provider.follow_playlists:
            nested = [url for source in sources for url in _nested_urls(source, provider)]
            further = list(dict.fromkeys(url for url in nested if url not in urls))[:MAX_NESTED]
            labels = source_labels([*urls, *further])[len(urls) :]
            sources += [fetcher.fetch(*each) for each in zip(further, labels, strict=True)]
        return sources

    def parse(self, provider: ProviderSettings, sources: Sequence[Source]) -> Catalog:
        """The entries of all playlists. Raises ParseError naming the playlist; none should be empty."""
        followed = {source.url for source in sources} if provider.follow_playlists else set()
        lists = [_parse(source, provider) for source in sources]
        empty = [
            f"{one.playlist}: no entry, {len(one.rejects)} unreadable lines"
            for one in lists
            if not one.entries
        ]
        return Catalog([_without(followed, one) for one in lists], empty_list="; ".join(empty) or None)


def is_nested(entry: PlaylistEntry) -> bool:
    """Whether an entry is another playlist: nothing to play and nothing to check."""
    return entry.attributes is not None and NESTED_MARK in entry.attributes


def _parse(source: Source, provider: ProviderSettings) -> ParsedPlaylist:
    charset = source.result.charset if isinstance(source.result, FetchResult) else None
    try:
        return parse_m3u(
            source.read(),
            playlist=source.label,
            charset=provider.charset or charset,
            base_url=source.url,
            extgrp_sticky=provider.extgrp_sticky,
        )
    except ParseError as error:
        raise NotACatalogError(error.reason, f"{source.label}: {error}") from None


def _nested_urls(source: Source, provider: ProviderSettings) -> list[str]:
    """Addresses of other playlists of the same origin; none of a source that cannot be read."""
    if not isinstance(source.result, FetchResult):
        return []
    try:
        entries = _parse(source, provider).entries
    except ParseError:  # the parse of the whole catalog will tell
        return []
    named = [_address(entry) for entry in entries if is_nested(entry)]
    return [url for url in named if url.startswith("http") and _is_own(url, source.url)]


def _without(followed: set[str], parsed: ParsedPlaylist) -> ParsedPlaylist:
    if followed:
        parsed.entries = [
            entry for entry in parsed.entries if not (is_nested(entry) and _address(entry) in followed)
        ]
    return parsed


def _address(entry: PlaylistEntry) -> str:
    return (entry.login or entry.stream_url).partition("|")[0]


def _is_own(url: str, other: str) -> bool:
    try:
        return is_same_origin(url, other)
    except InvalidURL:
        return False
