"""One page of a list of Bunny Stream's API: `{totalItems, currentPage, itemsPerPage, items}`. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ingestion.errors import NotACatalogError
from ingestion.parsers.defects import Defects
from ingestion.parsers.json_body import parse_json

FINISHED = 4

_GUID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Page(NamedTuple):
    """The items of a page, of any shape, and how many items the list has; None when it does not tell."""

    rows: Sequence[object]
    total: int | None

    def objects(self) -> Iterator[dict[str, object]]:
        """The items that are objects with an id."""
        for row in self.rows:
            if isinstance(row, dict) and item_guid(row):
                yield row

    def guids(self) -> Iterator[str]:
        """The ids of the items."""
        return (str(row["guid"]) for row in self.objects())


def read_page(body: bytes, defects: Defects) -> Page:
    """The page that a body holds. Raises ParseError as `parse_json`, and `no_list` for other JSON."""
    document = parse_json(body, defects)
    if not isinstance(document, dict) or not isinstance(items := document.get("items"), list | None):
        raise NotACatalogError("no_list", "the body is JSON without a list of items")
    total = document.get("totalItems")
    return Page(items or (), total if isinstance(total, int) and total >= 0 else None)


def item_guid(row: dict[str, object]) -> str | None:
    """The id of an item, when it can be one: letters, digits, `-` and `_`, at most 64."""
    guid = row.get("guid")
    return guid if isinstance(guid, str) and _GUID.fullmatch(guid) else None


def viewed_videos(pages: Iterable[Page]) -> dict[str, int]:
    """Views by id of the videos that were viewed at all, most viewed first."""
    views: dict[str, int] = {}
    for page in pages:
        for row in page.objects():
            viewed = row.get("views")
            if isinstance(viewed, int) and viewed > 0:
                views[str(row["guid"])] = viewed
    return {guid: views[guid] for guid in sorted(views, key=lambda guid: (-views[guid], guid))}


def playable_guid(pages: Iterable[Page]) -> str | None:
    """The id of a video that can be played; None when there is none."""
    rows = (row for page in pages for row in page.objects() if row.get("status") == FINISHED)
    return next((str(row["guid"]) for row in rows), None)
