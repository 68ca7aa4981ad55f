"""The guide of a panel without `xmltv.php`: one request for each channel, so their number is bounded."""

from collections.abc import Sequence
from datetime import tzinfo

from ingestion.errors import FetchError, ParseError
from ingestion.fetching.sources import Source
from ingestion.kinds.base import Fetcher
from ingestion.parsers.defects import Defects
from ingestion.parsers.xmltv.reader import GuideBatch
from ingestion.parsers.xtream.address import PanelAddress
from ingestion.parsers.xtream.guide import parse_panel_guide
from ingestion.parsers.xtream.lists import guide_channels

MAX_CHANNELS = 200
CHANNEL_LABEL = "channel_guide/"
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


def fetch_channel_guides(address: PanelAddress, fetcher: Fetcher) -> Sequence[Source]:
    """The guides of the first `MAX_CHANNELS` channels that name one, up to the first that fails."""
    try:
        listed = fetcher.fetch(address.api_url("get_live_streams"), "live_streams").read()
        channels = guide_channels(listed)
    except (FetchError, ParseError):
        return []
    sources: list[Source] = []
    for channel_id, stream_id in list(channels.items())[:MAX_CHANNELS]:
        url = address.api_url("get_simple_data_table", stream_id=stream_id)
        sources.append(fetcher.fetch(url, f"{CHANNEL_LABEL}{channel_id}"))
        if isinstance(sources[-1].result, FetchError):
            break
    return sources


def is_channel_guide(source: Source) -> bool:
    """Whether a source is what `fetch_channel_guides` asked for."""
    return source.label.startswith(CHANNEL_LABEL)


def read_channel_guide(source: Source, zone: tzinfo, defects: Defects) -> GuideBatch:
    """The programmes of one channel. Raises ParseError."""
    return parse_panel_guide(source.read(), source.label.removeprefix(CHANNEL_LABEL), defects, zone)
