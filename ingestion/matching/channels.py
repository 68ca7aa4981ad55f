"""The channels that names are matched to: a reference list, guides, and the catalogs themselves. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import polars as pl

from ingestion.errors import ParseError

REFERENCE_COLUMNS = ("id", "name", "alt_names", "country", "closed")


class Channel(NamedTuple):
    """A channel with its canonical id. `source` is reference, guide or catalog; `country` in lower case."""

    channel_id: str
    name: str
    alt_names: tuple[str, ...]
    country: str | None
    source: str
    is_closed: bool = False


def parse_reference(body: bytes) -> list[Channel]:
    """Read a reference list in the form of iptv-org's `channels.csv`. Raises ParseError."""
    try:
        frame = pl.read_csv(body, infer_schema=False, columns=list(REFERENCE_COLUMNS))
    except pl.exceptions.PolarsError as error:
        raise ParseError("not_a_channel_list", f"the list of channels is not readable: {error}") from error
    return [
        Channel(
            channel_id,
            name,
            _split(alt_names),
            country.lower() if country else None,
            "reference",
            bool(closed),
        )
        for channel_id, name, alt_names, country, closed in frame.select(REFERENCE_COLUMNS).iter_rows()
        if channel_id and name
    ]


def unite_channels(*lists: Iterable[Channel]) -> list[Channel]:
    """All channels, each id once, whatever its case: the first list that has it names it."""
    united: dict[str, Channel] = {}
    for channels in lists:
        for channel in channels:
            united.setdefault(channel.channel_id.casefold(), channel)
    return list(united.values())


def id_country(channel_id: str) -> str | None:
    """The country at the end of an id such as `BBCOne.uk`."""
    head, dot, tail = channel_id.rpartition(".")
    return tail.lower() if head and dot and len(tail) == 2 and tail.isalpha() else None


def guide_channels(rows: Iterable[tuple[str, Sequence[str]]]) -> list[Channel]:
    """Channels of guides from (channel id without its feed, display names)."""
    return [
        Channel(channel_id, names[0], tuple(names[1:]), id_country(channel_id), "guide")
        for channel_id, names in rows
        if channel_id and names
    ]


def _split(names: str | None) -> tuple[str, ...]:
    return tuple(name for name in (names or "").split(";") if name)
