"""Which videos of a library a sync asks for first, where there are more than it asks for.

Those whose views changed since they were asked for come first, then the rest; of either those that waited
longest, so that each has its turn, and of those that waited alike the most viewed. What is known of that
lies in the fetcher's memory, and may be lost.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from ingestion.errors import FetchError
from ingestion.kinds.memory import read_memory, write_memory

_KNOWN = dict[str, tuple[int, float]]

Known = Mapping[str, tuple[int, float]]
"""Views that a video had when it was asked for last, and when that was (Unix seconds), by its id."""


def choose_videos(viewed: Mapping[str, int], known: Known, most: int) -> list[str]:
    """At most `most` of the ids of `viewed`, which has the most viewed first, the most urgent first."""

    def turn(guid: str) -> tuple[bool, float]:
        views, asked_at = known.get(guid, (None, 0.0))
        return views == viewed[guid], asked_at

    return sorted(viewed, key=turn)[:most]


def read_known(memory: Path | None) -> dict[str, tuple[int, float]]:
    """What is remembered; nothing where nothing is kept, or what is kept is damaged or too large."""
    try:
        return {} if memory is None else msgspec.json.decode(read_memory(memory), type=_KNOWN)
    except (OSError, FetchError, msgspec.DecodeError, UnicodeDecodeError):
        return {}


def write_known(memory: Path | None, known: Known) -> None:
    """Remember, where anything can be. Raises OSError."""
    if memory is not None:
        write_memory(memory, msgspec.json.encode(known))
