"""Reads events back as docs/METRICS.md 2.2 and 2.3 say, row by row and as plainly as can be."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import polars as pl

STATES = {
    "view_start": "startup",
    "playing": "playing",
    "pause": "paused",
    "seek_start": "seeking",
    "seek_end": "playing",
    "rebuffer_start": "rebuffering",
    "rebuffer_end": "playing",
    "ended": "over",
    "view_end": "over",
}


@dataclass
class View:
    """Seconds by state and counts, of one session."""

    session_id: str
    startup_ms: int | None = None
    play: float = 0.0
    rebuffering: float = 0.0
    paused: float = 0.0
    seeking: float = 0.0
    content: float = 0.0
    stalls: int = 0
    seeks: int = 0
    has_ended: bool = False
    has_fatal_error: bool = False


def read_views(events: pl.DataFrame) -> Iterator[View]:
    rows = events.sort("session_id", "seq").iter_rows(named=True)
    for session_id, group in groupby(rows, key=lambda row: row["session_id"]):
        yield _read(str(session_id), list(group))


def _read(session_id: str, rows: list[dict[str, Any]]) -> View:
    view, state = View(session_id), "startup"
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        kind = row["type"]
        state = STATES.get(kind, state)
        if kind == "playing" and view.startup_ms is None:
            view.startup_ms = row["client_at"] - rows[0]["client_at"]
        view.stalls += kind == "rebuffer_start"
        view.seeks += kind == "seek_start"
        view.has_ended |= kind == "ended"
        view.has_fatal_error |= bool(row["is_fatal"])
        if following is not None:
            _add(view, state, row, following)
    return view


def _add(view: View, state: str, row: dict[str, Any], following: dict[str, Any]) -> None:
    seconds = (following["client_at"] - row["client_at"]) / 1000
    if state == "playing":
        view.play += seconds
        view.content += following["position_seconds"] - row["position_seconds"]
    elif state in ("rebuffering", "paused", "seeking"):
        setattr(view, state, getattr(view, state) + seconds)
