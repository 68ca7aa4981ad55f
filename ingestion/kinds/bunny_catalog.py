"""The sources of a Bunny Stream library -> its catalog. Which source is what, its label tells. Pure."""

from collections.abc import Iterator, Sequence

import polars as pl

from ingestion.errors import ParseError
from ingestion.fetching.sources import Source
from ingestion.kinds.base import Catalog, MediaState
from ingestion.parsers.bunny.page import read_page
from ingestion.parsers.bunny.statistics import Bucket, Segment, read_heatmap, read_statistics
from ingestion.parsers.bunny.videos import (
    ParsedVideos,
    Surroundings,
    parse_collections,
    parse_media_url,
    parse_videos,
)
from ingestion.parsers.defects import Defects
from ingestion.parsers.json_body import parse_json
from ingestion.parsers.lenient import Lenient, Row
from ingestion.parsers.m3u.playlist import ParsedPlaylist
from ingestion.schemas.base import RawTable, polars_schema
from ingestion.schemas.library import VideoHeatmaps, VideoStatistics
from ingestion.settings import ProviderSettings

LIST_NAME = "videos"
NOT_READ = "not read"
NOT_ASKED = "not asked"


def build_catalog(provider: ProviderSettings, sources: Sequence[Source]) -> Catalog:
    """Entries, statistics, heatmaps and states. Raises ParseError when a part of the catalog is none."""
    defects = Defects()
    pages = [read_page(source.read(), defects) for source in _of("videos", sources)]
    around = _surroundings(provider, sources, defects)
    videos = parse_videos(pages, around, defects)
    more = _Counters(defects)
    buckets = [row for source in _of("statistics", sources) for row in more.statistics(source)]
    segments = [row for source in _of("heatmap", sources) for row in more.heatmap(source)]
    for source in sources:
        if source.label == NOT_READ:
            more.failures(source)
        elif source.label == NOT_ASKED:
            more.not_asked(source)
    return Catalog(
        lists=[ParsedPlaylist(LIST_NAME, videos.entries, videos.rejects, {}, defects, "utf-8")],
        statistics=_frame(buckets, VideoStatistics, Bucket._fields),
        heatmaps=_frame(segments, VideoHeatmaps, Segment._fields),
        checks=list(_states(videos, is_probed=provider.probe.enabled and around.media_url is not None)),
    )


class _Counters:
    """Reads what the catalog can do without: what cannot be read is counted as `not_read`."""

    def __init__(self, defects: Defects) -> None:
        self.defects = defects

    def statistics(self, source: Source) -> list[Bucket]:
        """Buckets of `statistics day GUID`, or of `statistics hour` of the whole library."""
        _, grain, *item = source.label.split(" ")
        document = self._object(source)
        return read_statistics(
            document, Lenient("statistics", self.defects), grain, item[0] if item else None
        )

    def heatmap(self, source: Source) -> list[Segment]:
        """Segments of `heatmap GUID`."""
        return read_heatmap(
            self._object(source), Lenient("heatmap", self.defects), source.label.split(" ")[1]
        )

    def failures(self, source: Source) -> None:
        """What was not got, and why."""
        for label, reason in self._object(source).items():
            self.not_read(label, str(reason))

    def not_asked(self, source: Source) -> None:
        """How many videos were viewed, and not asked for."""
        count = Lenient("not asked", self.defects).integer(self._object(source), "videos", least=0) or 0
        self.defects.add("statistics_not_read", count)

    def not_read(self, label: str, reason: str) -> None:
        """Count a source that tells nothing."""
        self.defects.add("not_read", field=label.split(" ")[0], excerpt=f"{label}: {reason}")

    def _object(self, source: Source) -> Row:
        try:
            document = parse_json(source.read(), self.defects)
        except ParseError as error:
            self.not_read(source.label, error.reason)
            return {}
        return document if isinstance(document, dict) else {}


def _of(kind: str, sources: Sequence[Source]) -> Iterator[Source]:
    return (source for source in sources if source.label.split(" ")[0] == kind)


def _surroundings(provider: ProviderSettings, sources: Sequence[Source], defects: Defects) -> Surroundings:
    collections = [read_page(source.read(), defects) for source in _of("collections", sources)]
    urls = [parse_media_url(source.read()) for source in _of("play", sources)]
    return Surroundings(
        provider.library_id or "", parse_collections(collections, defects), urls[0] if urls else None
    )


def _states(videos: ParsedVideos, *, is_probed: bool) -> Iterator[MediaState]:
    """What the library says of each video. Where streams are probed, the prober says what is well.

    Otherwise a video that is well is said to be, for without that no incident would ever close.
    """
    for guid, state in videos.states.items():
        if state.reason is not None and not (is_probed and state.reason == "ok"):
            yield MediaState(guid, state.reason, state.evidence)


def _frame(
    rows: Sequence[Bucket] | Sequence[Segment], table: type[RawTable], columns: tuple[str, ...]
) -> pl.DataFrame:
    schema = polars_schema(table)
    return pl.DataFrame(rows, schema={name: schema[name] for name in columns}, orient="row")
