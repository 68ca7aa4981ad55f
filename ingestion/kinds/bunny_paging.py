"""Read a list whose items move between its pages while it is read.

An upload pushes items to later pages, so that some come twice; a removal pulls them to earlier ones, so that
some are missed. A list is therefore read again until it stood still: every page told the same total, and
as many items came. What never stands still is returned as read, all reads together: an item of any of them is
in the library.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ingestion.errors import FetchError, ParseError
from ingestion.fetching.sources import Source
from ingestion.parsers.bunny.page import Page, read_page
from ingestion.parsers.defects import Defects

MAX_PAGES = 1_000
MAX_READS = 3

AskForPage = Callable[[int, int], Source]


class ReadList(NamedTuple):
    """The sources of a list, and what they hold; no pages when the last source could not be read."""

    sources: Sequence[Source]
    pages: Sequence[Page]


def read_list(ask: AskForPage) -> ReadList:
    """Read a list until it stands still, MAX_READS times at most. `ask` gets read and page, from 1."""
    reads: list[ReadList] = []
    for number in range(1, MAX_READS + 1):
        once = _read_once(ask, number)
        if not once.pages or _stands_still(once, reads[-1] if reads else None):
            return once
        reads.append(once)
    return ReadList(
        [one for read in reads for one in read.sources], [one for read in reads for one in read.pages]
    )


def _read_once(ask: AskForPage, read: int) -> ReadList:
    sources: list[Source] = []
    pages: list[Page] = []
    count = 0
    for number in range(1, MAX_PAGES + 1):
        sources.append(ask(read, number))
        try:
            page = read_page(sources[-1].read(), Defects())
        except (FetchError, ParseError):
            return ReadList(sources, ())
        pages.append(page)
        count += len(page.rows)
        if not page.rows or (page.total is not None and count >= page.total):
            break
    return ReadList(sources, pages)


def _stands_still(read: ReadList, before: ReadList | None) -> bool:
    """Whether all pages agree with one another; a total that is wrong twice in the same way is only wrong."""
    totals, guids = _summary(read)
    return len(totals) == 1 and (
        totals == {len(guids)} or (before is not None and _summary(before) == (totals, guids))
    )


def _summary(read: ReadList) -> tuple[set[int | None], frozenset[str]]:
    return {page.total for page in read.pages}, frozenset(
        guid for page in read.pages for guid in page.guids()
    )
