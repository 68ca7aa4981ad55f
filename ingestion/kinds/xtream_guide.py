"""The guide of a panel without `xmltv.php`: one request for each channel, so their number is bounded.

A guide that leaves channels out is partial, so that what was known of these stays; they are the defect
`channels_not_read`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from ingestion.errors import FetchError, ParseError
from ingestion.fetching.deadline import within
from ingestion.fetching.http import FetchResult
from ingestion.fetching.sources import Source
from ingestion.kinds.base import Fetcher
from ingestion.parsers.defects import Defects
from ingestion.parsers.xmltv.reader import GuideBatch
from ingestion.parsers.xtream.address import PanelAddress
from ingestion.parsers.xtream.guide import parse_panel_guide
from ingestion.parsers.xtream.lists import guide_channels

MAX_CHANNELS = 200
CHANNEL_LABEL = "channel_guide/"
LIST_LABEL = "live_streams"
_MISSING = frozenset(("http_404", "http_410"))


def is_missing(guide: Source) -> bool:
    """Whether a panel has no guide at that address, or an empty one."""
    if isinstance(guide.result, FetchError):
        return guide.result.reason in _MISSING
    if guide.result.body is None:
        return False
    guide.result.body.file.seek(0)
    is_empty = not guide.result.body.file.read(1)
    guide.result.body.file.seek(0)
    return is_empty


def fetch_channel_guides(
    address: PanelAddress, fetcher: Fetcher, *, seconds: float, max_bytes: int
) -> Sequence[Source]:
    """The guides of the first `MAX_CHANNELS` channels that name one, up to the first that fails.

    Where this leaves channels out, the list of channels comes behind them, to tell which. `seconds` is the
    time for all of it; no more are asked for when the guides have `max_bytes` together.
    """
    with within(seconds):
        listed = fetcher.fetch(address.api_url("get_live_streams"), LIST_LABEL)
        channels = _channels_of(listed)
        sources: list[Source] = []
        size = 0
        for channel_id, stream_id in list(channels.items())[:MAX_CHANNELS]:
            url = address.api_url("get_simple_data_table", stream_id=stream_id)
            sources.append(fetcher.fetch(url, f"{CHANNEL_LABEL}{channel_id}"))
            size += sources[-1].size
            if isinstance(sources[-1].result, FetchError) or size >= max_bytes:
                break
    return [*sources, _as_fact(listed)] if len(sources) < len(channels) else sources


def is_channel_list(source: Source) -> bool:
    """Whether a source is no guide, but tells which channels have one."""
    return source.label == LIST_LABEL


def count_unread_channels(sources: Sequence[Source]) -> int:
    """Channels of the list of channels, where a sync has it, whose guides did not come."""
    read = {
        source.label.removeprefix(CHANNEL_LABEL)
        for source in sources
        if is_channel_guide(source) and not isinstance(source.result, FetchError)
    }
    return sum(len(_channels_of(source).keys() - read) for source in sources if is_channel_list(source))


def is_channel_guide(source: Source) -> bool:
    """Whether a source is what `fetch_channel_guides` asked for."""
    return source.label.startswith(CHANNEL_LABEL)


def read_channel_guide(source: Source, zone: tzinfo, defects: Defects) -> GuideBatch:
    """The programmes of one channel. Raises ParseError."""
    return parse_panel_guide(source.read(), source.label.removeprefix(CHANNEL_LABEL), defects, zone)


def _channels_of(listed: Source) -> dict[str, str]:
    """The id of a stream for each channel of the guide; none where the list cannot be read."""
    try:
        return guide_channels(listed.read())
    except (FetchError, ParseError):
        return {}


def _as_fact(listed: Source) -> Source:
    """The list, which does not count for whether the guide changed, and is to be sent whole the next time."""
    result = listed.result
    if isinstance(result, FetchResult):
        result = replace(result, etag=None, last_modified=None)
    return replace(listed, result=result, is_volatile=True)
