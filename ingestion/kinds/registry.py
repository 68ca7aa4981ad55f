"""Which module serves which kind of provider. A new kind is one module and one line here."""

from ingestion.fetching.sources import Source, source_labels
from ingestion.kinds.base import CatalogKind, Fetcher
from ingestion.kinds.bunny import BunnyKind
from ingestion.kinds.folder import FolderKind
from ingestion.kinds.m3u import M3uKind
from ingestion.kinds.status_history import StatusHistoryKind
from ingestion.kinds.xtream import XtreamKind, guide_url, panel_address
from ingestion.kinds.xtream_guide import fetch_channel_guides, is_missing
from ingestion.settings import ProviderSettings

KINDS: dict[str, CatalogKind] = {
    "m3u": M3uKind(),
    "xtream": XtreamKind(),
    "bunny": BunnyKind(),
    "folder": FolderKind(),
    "status_history": StatusHistoryKind(),
}
_INDEPENDENT = frozenset(("m3u", "status_history"))


def has_catalog(provider: ProviderSettings) -> bool:
    """Whether there is a catalog to sync: a provider of kind `m3u` may have guides alone."""
    return provider.kind != "m3u" or bool(provider.urls)


def may_skip_bodies(provider: ProviderSettings) -> bool:
    """Whether requests do not depend on earlier answers, so that unchanged ones need no body (304)."""
    return provider.kind in _INDEPENDENT and not provider.follow_playlists


def guide_urls(provider: ProviderSettings) -> list[str]:
    """Addresses of a provider's guides: a panel's own first, then those of the settings."""
    own = [guide_url(provider)] if provider.kind == "xtream" else []
    return own + [url.get_secret_value() for url in provider.guide_urls]


def fetch_guides(provider: ProviderSettings, fetcher: Fetcher) -> list[Source]:
    """A provider's guides; for a panel that has none of its own, those of its channels."""
    urls = guide_urls(provider)
    sources = [fetcher.fetch(*each) for each in zip(urls, source_labels(urls), strict=True)]
    if provider.kind == "xtream" and is_missing(sources[0]):
        seconds, most = provider.total_timeout_seconds, provider.guide_max_bytes
        channels = fetch_channel_guides(panel_address(provider), fetcher, seconds=seconds, max_bytes=most)
        return [*channels, *sources[1:]] if channels else sources
    return sources
