"""The lists of a panel: asked for whole, and by category where the whole one fails.

Panels whose memory does not suffice answer a long list with an error, nothing, or half of it. Asked by
category they leave out what has none.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingestion.errors import FetchError, ParseError
from ingestion.fetching.sources import Source
from ingestion.kinds.base import Fetcher
from ingestion.parsers.defects import Defects
from ingestion.parsers.json_body import parse_json
from ingestion.parsers.xtream.address import PanelAddress, is_item_id
from ingestion.parsers.xtream.lists import ListKind, parse_categories

MAX_CATEGORIES = 500


class ListNames(NamedTuple):
    """One list of a panel: its name in tables, and what `player_api.php` calls it and its categories."""

    name: str
    kind: ListKind
    listed: str
    categories: str


LISTS = (
    ListNames("live", "live", "live_streams", "live_categories"),
    ListNames("movies", "movie", "vod_streams", "vod_categories"),
    ListNames("series", "series", "series", "series_categories"),
)


def fetch_list(one: ListNames, address: PanelAddress, fetcher: Fetcher, max_bytes: int) -> list[Source]:
    """The categories and the list; its parts by category where it fails and all of them come.

    The parts have `max_bytes` together, as the whole list has.
    """
    categories = fetcher.fetch(address.api_url(f"get_{one.categories}"), one.categories)
    if isinstance(categories.result, FetchError):
        return [categories]
    whole = fetcher.fetch(address.api_url(f"get_{one.listed}"), one.listed)
    if _is_readable(whole) or not _is_worth_parts(whole):
        return [categories, whole]
    parts = list(_fetch_parts(one, address, fetcher, _category_ids(categories), max_bytes))
    is_complete = parts and sum(part.size for part in parts) <= max_bytes and all(map(_is_readable, parts))
    return [categories, *parts] if is_complete else [categories, whole]


def _fetch_parts(
    one: ListNames, address: PanelAddress, fetcher: Fetcher, ids: Sequence[str], max_bytes: int
) -> Iterator[Source]:
    """The list of each category, up to the first that fails or is too much."""
    size = 0
    for category_id in ids:
        url = address.api_url(f"get_{one.listed}", category_id=category_id)
        part = fetcher.fetch(url, f"{one.listed}/{category_id}")
        yield part
        size += part.size
        if isinstance(part.result, FetchError) or size > max_bytes:
            return


def _is_worth_parts(source: Source) -> bool:
    """Whether a list failed as those do that are too much for a panel: no answer, or half of one."""
    if not isinstance(source.result, FetchError):
        return True
    reason = source.result.reason
    return reason in ("timeout", "transport", "truncated") or reason.startswith("http_5")


def _is_readable(source: Source) -> bool:
    try:
        parse_json(source.read(), Defects())
    except (FetchError, ParseError):
        return False
    return True


def _category_ids(categories: Source) -> list[str]:
    """The ids to ask for; none where one cannot be asked for, or there are too many."""
    try:
        ids = list(parse_categories(categories.read(), categories.label, Defects()))
    except ParseError:
        return []
    return ids if len(ids) <= MAX_CATEGORIES and all(map(is_item_id, ids)) else []


def sources_of(sources: Sequence[Source], listed: str) -> list[Source]:
    """The sources of a list: the whole, or one of each category; the answers of each series."""
    return [source for source in sources if source.label.partition("/")[0] == listed]
