"""The channels that names are matched to: a reference list, guides, and the catalogs themselves. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from ingestion.errors import ParseError
from ingestion.matching.labels import COUNTRIES, COUNTRY_WORDS

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
            _as_country(country),
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
    """The country at the end of an id such as `BBCOne.uk`; `.tv` is none."""
    head, _, tail = channel_id.rpartition(".")
    code = _as_country(tail)
    return code if head and len(tail) == 2 and code in COUNTRIES else None


def _as_country(text: str | None) -> str | None:
    """A country as names tell it: `gb` is `uk`; a code that is none of ours stays."""
    code = (text or "").lower()
    return COUNTRY_WORDS.get(code, code) or None


def _split(names: str | None) -> tuple[str, ...]:
    return tuple(name for name in (names or "").split(";") if name)
