"""Rows of current catalogs and guides -> what is known of each stream and guide channel. Pure.

The country of a stream is what its entry says, else a prefix of its name or group, else the end of its guide
id, else its playlist's name where that is a country's code (`uk.m3u`, `us_pluto.m3u`).
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import msgspec
import polars as pl

from ingestion.matching.channels import Channel, id_country
from ingestion.matching.labels import COUNTRIES, COUNTRY_WORDS, QUALITIES
from ingestion.matching.match import Query
from ingestion.matching.names import name_country, read_country, read_name

# What stands in the query's columns; a stream is one row of them, and its key.
STREAM_COLUMNS = ("provider_id", "name", "tvg_id", "country", "group_title", "playlist")
MOST_NAMES = 8
_OWN_NUMBER = re.compile(r"[0-9]{1,4}")
_PLAYLIST = re.compile(r"([a-z]{2})(?:_[a-z0-9_]+)?(?:\.m3u8?)?")


class Subject(NamedTuple):
    """One thing to be matched: its query, and the feed that its guide id or name tells."""

    query: Query
    feed: str | None


def stream_subjects(streams: pl.DataFrame) -> list[Subject]:
    """One subject for each row; the columns are those of `STREAM_COLUMNS`, in order."""
    return [_stream(*row) for row in streams.iter_rows()]


def guide_subjects(guides: pl.DataFrame) -> list[Subject]:
    """One subject for each row of (provider_id, channel_id, display_names as JSON)."""
    rows = guides.select("provider_id", "channel_id", "display_names").iter_rows()
    return [_guide(provider_id, channel_id, names) for provider_id, channel_id, names in rows]


def guide_list(guides: pl.DataFrame) -> list[Channel]:
    """The channels that guides tell of, without their feeds."""
    rows = guides.select("provider_id", "channel_id", "display_names").iter_rows()
    return [
        Channel(guide_id, names[0], names[1:], id_country(guide_id), "guide")
        for provider_id, channel_id, texts in rows
        if (guide_id := shared_id(channel_id, provider_id)) and (names := _names(texts))
    ]


def catalog_list(subjects: Iterable[Subject]) -> list[Channel]:
    """The channels that only catalogs tell of: guide ids with the names that streams have under them, and
    names that several providers of one country list without an id.
    """
    by_id: dict[tuple[str, str | None], dict[str, None]] = {}
    by_name: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for (name, guide_id, country, provider_id, _), _ in subjects:
        if guide_id:
            by_id.setdefault((guide_id, id_country(guide_id) or country), {})[name] = None
        elif country and provider_id and (key := read_name(name, country).loose):
            by_name.setdefault((key, country), (name, set()))[1].add(provider_id)
    listed = [
        Channel(guide_id, next(iter(names)), tuple(names)[1:], country, "catalog")
        for (guide_id, country), names in by_id.items()
        if len(names) <= MOST_NAMES
    ]
    shared = [
        Channel(f"name:{key}.{country}", name, (), country, "catalog")
        for (key, country), (name, providers) in by_name.items()
        if len(providers) > 1
    ]
    return listed + shared


def bare_id(guide_id: str | None) -> str | None:
    """A guide id without its feed: `BBCOne.uk` of `BBCOne.uk@London`."""
    return (guide_id or "").partition("@")[0].strip() or None


def shared_id(guide_id: str | None, provider_id: str) -> str | None:
    """A guide id without its feed, as all providers may use it: a short number is its provider's own.

    As `shared_guide_id` of the warehouse does.
    """
    bare = bare_id(guide_id)
    return f"{provider_id}:{bare}" if bare and _OWN_NUMBER.fullmatch(bare) else bare


def told_feed(guide_id: str | None) -> str | None:
    """What a guide id says behind its `@`, in lower case, unless it is a quality."""
    told = (guide_id or "").partition("@")[2].strip().casefold()
    return told if told and told not in QUALITIES else None


def _stream(
    provider_id: str,
    name: str,
    tvg_id: str | None,
    country: str | None,
    group_title: str | None,
    playlist: str,
) -> Subject:
    guide_id = shared_id(tvg_id, provider_id)
    known = (
        _first_country(country)
        or name_country(name)
        or _first_country(group_title)
        or (id_country(guide_id) if guide_id else None)
        or _playlist_country(playlist)
    )
    feed = told_feed(tvg_id)
    return Subject(Query(name, guide_id, known, provider_id, feed), feed or _name_feed(name))


def _guide(provider_id: str, channel_id: str, display_names: str) -> Subject:
    names = _names(display_names)
    guide_id = shared_id(channel_id, provider_id)
    name = names[0] if names else channel_id
    country = name_country(name) or (id_country(guide_id) if guide_id else None)
    feed = told_feed(channel_id)
    return Subject(Query(name, guide_id, country, provider_id, feed), feed or _name_feed(name))


def _name_feed(name: str) -> str | None:
    read = read_name(name)
    marks = [f"+{read.shift_hours}"] * bool(read.shift_hours) + sorted(read.sides)
    return " ".join(marks) or None


@lru_cache(maxsize=65536)
def _names(display_names: str) -> tuple[str, ...]:
    """The names that are words: a guide also lists channel numbers."""
    names = msgspec.json.decode(display_names, type=list[str])
    return tuple(name for name in names if any(map(str.isalpha, name)))


@lru_cache(maxsize=65536)
def _first_country(text: str | None) -> str | None:
    return read_country(text) if text else None


@lru_cache(maxsize=4096)
def _playlist_country(playlist: str) -> str | None:
    match = _PLAYLIST.fullmatch(playlist.lower())
    code = match[1] if match else ""
    return COUNTRY_WORDS.get(code) or (code if code in COUNTRIES else None)
