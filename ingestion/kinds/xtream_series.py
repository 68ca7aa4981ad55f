"""The episodes of a panel's series: one request for each series, so their number is bounded.

A sync asks for the episodes of `MAX_SERIES` series. Where there are more they take turns: those that were
never asked for, or modified since, come first, the others by how long ago they were asked for, and a share of
the requests is always theirs: that a series has not changed is only the panel's word. The series that are
left out are in the catalog without episodes and counted as the defect `episodes_not_read`; that they were not
read is in their rows, so that nobody takes their episodes for removed. The same goes for answers that fail,
which never fails the sync; when `MAX_FAILED_SERIES` fail in a row, or time or bytes are used up, no more are
asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from ingestion.errors import FetchError, ParseError
from ingestion.fetching.bodies import Body
from ingestion.fetching.deadline import seconds_left, within
from ingestion.fetching.http import FetchResult
from ingestion.fetching.sources import Source
from ingestion.kinds.base import Fetcher
from ingestion.parsers.xtream.address import PanelAddress
from ingestion.parsers.xtream.lists import modified_series

MAX_SERIES = 500
MAX_FAILED_SERIES = 3
LEAST_TURNS = 0.2
INFO_LABEL = "series_info"


def fetch_series_infos(
    listed: Sequence[Source], address: PanelAddress, fetcher: Fetcher, *, seconds: float, max_bytes: int
) -> list[Source]:
    """The answers, labelled `series_info/ID` and in the order of these; an answer that failed is empty.

    `seconds` is the time for all of them; no more are asked for when they have `max_bytes` together.
    """
    asked: list[Source] = []
    failed = size = 0
    with within(seconds):
        for series_id in _series_ids(listed, fetcher.asked_at):
            url = address.api_url("get_series_info", series_id=series_id)
            source = fetcher.fetch(url, f"{INFO_LABEL}/{series_id}")
            has_failed = isinstance(source.result, FetchError)
            failed = failed + 1 if has_failed else 0
            asked.append(replace(source, result=_no_answer()) if has_failed else source)
            size += source.size
            if failed == MAX_FAILED_SERIES or seconds_left() <= 0 or size >= max_bytes:
                break
    return sorted(asked, key=lambda source: source.label)


def choose_series(
    modified: Mapping[str, datetime | None], asked_at: Mapping[str, datetime], most: int
) -> list[str]:
    """The ids of at most `most` series, the most urgent first: those that are due, and a share of the others.

    Both are in the order in which they were asked for, the last modified first where that does not tell.
    """
    never = datetime.min  # noqa: DTZ901 - all of these times are naive UTC
    newest = sorted(modified, key=lambda one: (modified[one] or never, one), reverse=True)
    turns = sorted(newest, key=lambda one: asked_at.get(one, never))
    is_due = {one: one not in asked_at or (modified[one] or never) > asked_at[one] for one in turns}
    due = [one for one in turns if is_due[one]]
    others = [one for one in turns if not is_due[one]]
    reserved = min(len(others), int(most * LEAST_TURNS))
    return (due[: most - reserved] + others)[:most]


def _series_ids(listed: Sequence[Source], asked_at: Mapping[str, datetime]) -> list[str]:
    try:
        return choose_series(modified_series([source.read() for source in listed]), asked_at, MAX_SERIES)
    except ParseError:  # the parse of the catalog will tell
        return []


def _no_answer() -> FetchResult:
    """What stands for an answer that failed, so that a sync knows, and keeps, which series it asked for."""
    return FetchResult(Body(BytesIO(), sha256().hexdigest()), 0)
