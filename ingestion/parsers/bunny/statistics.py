"""Statistics and heatmaps of Bunny Stream -> rows of the raw tables without those of the sync. Pure.

A bucket that one chart lacks is 0 there, and so is a segment that a heatmap lacks; null is an empty chart.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from ingestion.parsers.lenient import Lenient, Row

MAX_BUCKETS = 2_000
MAX_SEGMENTS = 10_000
PER_CENT = 100.0


class Bucket(NamedTuple):
    """Views and seconds watched of one hour or day; of the whole library where `item_id` is None."""

    item_id: str | None
    grain: str
    bucket_at: datetime
    view_count: int
    watched_seconds: float


class Segment(NamedTuple):
    """How much of the views of a video saw one of its segments, 0 to 1."""

    item_id: str
    segment: int
    watched_ratio: float


def read_statistics(document: Row, read: Lenient, grain: str, item_id: str | None) -> list[Bucket]:
    """Buckets of `viewsChart` and `watchTimeChart` (seconds) in order of time; `grain` is `hour` or `day`."""
    views = _chart(document, read, "viewsChart", grain)
    seconds = _chart(document, read, "watchTimeChart", grain)
    return [
        Bucket(item_id, grain, at, views.get(at, 0), float(seconds.get(at, 0)))
        for at in sorted(views.keys() | seconds.keys())
    ]


def read_heatmap(document: Row, read: Lenient, item_id: str) -> list[Segment]:
    """Segments from the first of the video to the last one that the heatmap tells of."""
    known: dict[int, float] = {}
    values = read.at("heatmap")
    for key, value in _bounded(read.mapping(document, "heatmap"), MAX_SEGMENTS):
        segment = values.integer({"segment": key}, "segment", least=0, most=MAX_SEGMENTS - 1)
        share = values.number({"value": value}, "value", least=0, most=PER_CENT)
        if segment is not None and share is not None:
            known[segment] = share / PER_CENT
    return [Segment(item_id, number, known.get(number, 0.0)) for number in range(max(known, default=-1) + 1)]


def _chart(document: Row, read: Lenient, name: str, grain: str) -> dict[datetime, int]:
    """Values by the start of their bucket; times that fall into one bucket add up."""
    chart: dict[datetime, int] = {}
    values = read.at(name)
    for key, value in _bounded(read.mapping(document, name), MAX_BUCKETS):
        moment = values.moment({"time": key}, "time")
        count = values.integer({"value": value}, "value", least=0)
        if moment is not None and count is not None:
            start = moment.replace(minute=0, second=0, microsecond=0)
            bucket = start if grain == "hour" else start.replace(hour=0)
            chart[bucket] = chart.get(bucket, 0) + count
    return chart


def _bounded(chart: Mapping[str, object], most: int) -> list[tuple[str, object]]:
    return list(chart.items())[:most]
