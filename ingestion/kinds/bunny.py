"""Bunny Stream libraries: videos, collections, and what the library itself counts and says of them.

`https://video.bunnycdn.com` (OpenAPI 1.5.23), header `AccessKey` with the library's key. No rate limit is
published: requests go out one after the other, `request_spacing_seconds` apart, and 429 is honoured.

Videos, collections and the address to play at make the catalog: what of them fails, fails the sync (a wrong
key as `auth_failed`), for groups and addresses that come and go would be changes of the catalog. Statistics
and heatmaps are asked for after them: one request for each video that was viewed at all, `statistics_limit`
videos at most, and two more for the `CLOSELY` most viewed. What of those is not to be had is told in the
source `not read`, how many were not asked for in `not asked`; a failure other than 404 ends the questions.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import msgspec

from ingestion.errors import FetchError
from ingestion.fetching.sources import Source
from ingestion.kinds.base import Catalog, Fetcher
from ingestion.kinds.bunny_catalog import NOT_ASKED, NOT_READ, build_catalog
from ingestion.kinds.bunny_paging import AskForPage, read_list
from ingestion.kinds.bunny_turns import choose_videos, read_known, write_known
from ingestion.kinds.made import make_source
from ingestion.parsers.bunny.page import Page, playable_guid, viewed_videos
from ingestion.settings import ProviderSettings

CLOSELY = 20
ITEMS_PER_PAGE = 100
DAYS_BACK = timedelta(days=29)
HOURS_BACK = timedelta(days=2)


def utc_now() -> datetime:
    """Now, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class BunnyKind:
    """The kind `bunny`. Of the `closely` most viewed videos, hours and heatmaps are read as well as days.

    `counts_views` is off where only the catalog is of interest.
    """

    closely: int = CLOSELY
    counts_views: bool = True
    now: Callable[[], datetime] = utc_now

    def fetch(self, provider: ProviderSettings, fetcher: Fetcher) -> Sequence[Source]:
        """All pages of videos; then collections, the address to play at, statistics and heatmaps."""
        library = _Library(provider, fetcher)
        videos = read_list(library.pager("videos", orderBy="date"))
        if not videos.pages:
            return videos.sources
        parts = [*videos.sources, *library.ask_for_surroundings(videos.pages)]
        if any(isinstance(part.result, FetchError) for part in parts):
            return parts
        if self.counts_views:
            self._ask_for_counters(library, viewed_videos(videos.pages))
        return [*parts, *library.counters, *library.tell_left_out()]

    def parse(self, provider: ProviderSettings, sources: Sequence[Source]) -> Catalog:
        """Entries, statistics, heatmaps and states. Raises ParseError when a part of the catalog is none."""
        return build_catalog(provider, sources)

    def _ask_for_counters(self, library: "_Library", viewed: Mapping[str, int]) -> None:
        """The counts of the library, then of its videos, as long as it answers."""
        limit = library.provider.statistics_limit
        known = read_known(library.fetcher.memory)
        asked: dict[str, tuple[int, float]] = {}
        try:
            self._ask_for_statistics(library, "day")
            self._ask_for_statistics(library, "hour")
            for guid in choose_videos(viewed, known, limit):
                self._ask_for_statistics(library, "day", guid)
                asked[guid] = viewed[guid], self.now().timestamp()
            for guid in list(viewed)[: min(limit, self.closely)]:
                self._ask_for_statistics(library, "hour", guid)
                library.want(f"videos/{guid}/heatmap", f"heatmap {guid}")
        except _EnoughError:
            pass
        library.not_asked = len(viewed) - len(asked)
        write_known(library.fetcher.memory, {guid: known[guid] for guid in known.keys() & viewed} | asked)

    def _ask_for_statistics(self, library: "_Library", grain: str, guid: str | None = None) -> None:
        """Days of the last 30, or hours of the last 2 days, of a video or of the whole library."""
        now = self.now().astimezone(UTC)
        of = f" {guid}" if guid else ""
        video = {"videoGuid": guid} if guid else {}
        is_hourly = grain == "hour"
        since = (now - HOURS_BACK) if is_hourly else (now - DAYS_BACK).replace(hour=0)
        library.want(
            "statistics",
            f"statistics {grain}{of}",
            dateFrom=since.strftime("%Y-%m-%dT%H:00:00Z"),
            dateTo=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            hourly=str(is_hourly).lower(),
            **video,
        )


class _EnoughError(Exception):
    """The library shall not be asked any more in this sync."""


@dataclass
class _Library:
    """Asks one library, one request at a time. `counters` is what was got beside the catalog."""

    provider: ProviderSettings
    fetcher: Fetcher
    counters: list[Source] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    not_asked: int = 0
    _next_at: float = 0.0

    def ask(self, path: str, label: str, **query: str) -> Source:
        """One answer, when it is its turn. The key goes to the API's host alone (`fetching.http.fetch`)."""
        time.sleep(max(0.0, self._next_at - time.monotonic()))
        self._next_at = time.monotonic() + self.provider.request_spacing_seconds
        url = f"{self._base_url()}/{path}" + (f"?{urlencode(query)}" if query else "")
        key = self.provider.access_key
        headers = {"AccessKey": key.get_secret_value()} if key else {}
        return _named(self.fetcher.fetch(url, label, headers=headers))

    def pager(self, name: str, **query: str) -> AskForPage:
        """Asks for pages of a list; what is read again has a label of its own."""

        def ask(read: int, page: int) -> Source:
            label = f"{name} {page}" if read == 1 else f"{name} {page} (read {read})"
            return self.ask(name, label, page=str(page), itemsPerPage=str(ITEMS_PER_PAGE), **query)

        return ask

    def want(self, path: str, label: str, **query: str) -> None:
        """Ask for counters, which the catalog can do without. Raises _EnoughError."""
        source = self.ask(path, label, **query)
        if not isinstance(source.result, FetchError):
            self.counters.append(replace(source, is_volatile=True))
        elif not self._is_missing(source):
            raise _EnoughError

    def ask_for_surroundings(self, videos: Sequence[Page]) -> list[Source]:
        """The collections, which give the groups, and where one video plays, which tells where all do."""
        asked = list(read_list(self.pager("collections")).sources)
        if guid := playable_guid(videos):
            asked.append(self.ask(f"videos/{guid}/play", "play"))
        return [source for source in asked if not self._is_missing(source)]

    def tell_left_out(self) -> list[Source]:
        """What was not got, and why, and how many videos were not asked for: as sources, for replays."""
        told = {NOT_READ: self.failures, NOT_ASKED: {"videos": self.not_asked}}
        return [
            make_source(f"{self._base_url()}#left-out", label, msgspec.json.encode(what), is_volatile=True)
            for label, what in told.items()
        ]

    def _is_missing(self, source: Source) -> bool:
        """Whether there is no such thing (404); whatever failed is noted."""
        if isinstance(source.result, FetchError):
            self.failures[source.label] = source.result.reason
        return self.failures.get(source.label) == "http_404"

    def _base_url(self) -> str:
        return f"{self.provider.api_url.get_secret_value().rstrip('/')}/library/{self.provider.library_id}"


def _named(source: Source) -> Source:
    """The source, its failure named for what it means here."""
    if isinstance(source.result, FetchError) and source.result.reason == "http_401":
        return replace(
            source, result=FetchError("auth_failed", f"{source.result}: the access key is not this library's")
        )
    return source
