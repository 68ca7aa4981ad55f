"""The episodes of a panel's series: one request for each series, so their number is bounded.

A sync asks for the episodes of `MAX_SERIES` series, the last modified first, at every sync: that a series has
not changed is only the panel's word. The others, and those whose answers fail, are in the catalog without
episodes and counted as the defect `episodes_not_read`. Failed answers never fail the sync; when
`MAX_FAILED_SERIES` fail in a row, or time is up, no more are asked for, and whether what came is plausible is
decided with the rest of the catalog.
"""

import time
from collections.abc import Sequence

from ingestion.errors import FetchError, ParseError
from ingestion.fetching.sources import Source
from ingestion.kinds.base import Fetcher
from ingestion.parsers.xtream.address import PanelAddress
from ingestion.parsers.xtream.lists import newest_series

MAX_SERIES = 500
MAX_FAILED_SERIES = 3
INFO_LABEL = "series_info"


def fetch_series_infos(
    listed: Sequence[Source], address: PanelAddress, fetcher: Fetcher, seconds: float
) -> list[Source]:
    """The answers that came, labelled `series_info/ID`; `seconds` is the time for all of them."""
    deadline = time.monotonic() + seconds
    answered: list[Source] = []
    failed = 0
    for series_id in _series_ids(listed):
        url = address.api_url("get_series_info", series_id=series_id)
        source = fetcher.fetch(url, f"{INFO_LABEL}/{series_id}")
        if isinstance(source.result, FetchError):
            failed += 1
        else:
            failed = 0
            answered.append(source)
        if failed == MAX_FAILED_SERIES or time.monotonic() > deadline:
            break
    return answered


def _series_ids(listed: Sequence[Source]) -> list[str]:
    try:
        return newest_series([source.read() for source in listed])[:MAX_SERIES]
    except ParseError:  # the parse of the catalog will tell
        return []
