"""Which videos of a library a sync asks for first, where there are more than it asks for.

Those whose views changed since they were asked for come first, then the rest; of either those that waited
longest, so that each has its turn, and of those that waited alike the most viewed. What is known of that
lies in the fetcher's memory, and may be lost.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from ingestion.landing import write_atomically

MAX_BYTES = 20_000_000

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
        if memory is None or memory.stat().st_size > MAX_BYTES:
            return {}
        return msgspec.json.decode(memory.read_bytes(), type=dict[str, tuple[int, float]])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}


def write_known(memory: Path | None, known: Known) -> None:
    """Remember, where anything can be. Raises OSError."""
    if memory is not None:
        body = msgspec.json.encode(known)
        memory.parents[1].mkdir(
            mode=0o700, parents=True, exist_ok=True
        )  # kept bodies are their owner's alone
        write_atomically(memory, lambda temporary: temporary.write_bytes(body))
