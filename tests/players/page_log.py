"""What happened in a page, from its own log of media events. Pure.

The log is the truth that the warehouse is compared with, so the rules here are those of the media element
alone: it plays between `playing` and what ends that, and a stall is a stop that nobody asked for.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

# Shorter stops are no stalls by definition (metrics.md 2.3).
STALL_SECONDS = 0.250
# A page that is later than this tells nothing any more.
MOST_LATENESS_MS = 250


@dataclass(frozen=True)
class Span:
    """A stretch of time in one state, in seconds; `advance` is that of the position over the rate."""

    state: str
    is_muted: bool
    is_hidden: bool
    rate: float
    seconds: float
    advance: float

    @property
    def moved_seconds(self) -> float:
        """The part of its length in which the position moved: no more than the clock says."""
        return min(self.seconds, max(0.0, self.advance))


@dataclass(frozen=True)
class PageLog:
    """The entries of a log, to the close of the page."""

    entries: Sequence[dict[str, Any]]
    first_span: int = 0

    @property
    def lateness_ms(self) -> int:
        """How late timers of the page fired at worst: what a busy machine may add to a time."""
        return min(MOST_LATENESS_MS, max((entry.get("lateness", 0) for entry in self.entries), default=0))

    @property
    def startup_ms(self) -> int | None:
        """From the first `play` to the first `playing`."""
        asked, shown = self._first("play"), self._first("playing")
        return None if asked is None or shown is None else shown - asked

    @property
    def wait_ms(self) -> int | None:
        """From when the player was given the source to the first `playing`."""
        asked, shown = self._first("asked"), self._first("playing")
        return None if asked is None or shown is None else shown - asked

    @property
    def stalls(self) -> list[float]:
        """Lengths of the stalls in seconds."""
        spans = self._joined(lambda span: span.state)
        return [span.seconds for span in spans if span.state == "stalled" and span.seconds >= STALL_SECONDS]

    @property
    def seek_count(self) -> int:
        """The viewer's seeks; not the player's own."""
        return self._count("viewer:seek") + self._count("viewer:drag")

    @property
    def own_seek_count(self) -> int:
        """Seeks of the player's own: over a gap, to the live edge. One that replaces another is the same."""
        return _count_seeks(self.entries) - self.seek_count

    @property
    def nudge_count(self) -> int:
        """The player's own seeks after the first frame: over what a busy machine left out of its buffer."""
        shown = [entry for entry in self.entries if entry["at"] >= (self._first("playing") or math.inf)]
        return _count_seeks(shown) - self.seek_count

    @property
    def has_ended(self) -> bool:
        """Whether playback came to its end."""
        return self._first("ended") is not None

    @property
    def fatal_codes(self) -> list[str]:
        """Codes of the errors that ended playback, in order."""
        return [str(e["code"]) for e in self.entries if e["type"] in ("fault", "error") and e.get("fatal")]

    @property
    def warned_seconds(self) -> float:
        """From the first fault to the one that ended playback: CMCD tells them alike."""
        faults = [entry for entry in self.entries if entry["type"] in ("fault", "error")]
        fatal = next((entry for entry in faults if entry.get("fatal")), None)
        return (fatal["at"] - faults[0]["at"]) / 1000 if fatal else 0.0

    def seconds(
        self, state: str, *, muted: bool | None = None, hidden: bool | None = None, moved: bool = False
    ) -> float:
        """Seconds in a state: playing, paused, stalled, seeking, failed.

        With `moved`, those that the position bears out, which is what play time means where it is known.
        """
        return sum(
            span.moved_seconds if moved else span.seconds
            for span in self.spans()
            if span.state == state and muted in (None, span.is_muted) and hidden in (None, span.is_hidden)
        )

    def since(self, kind: str) -> "PageLog":
        """The same from the first event of a kind on; empty without one."""
        first = next((n for n, entry in enumerate(self.entries) if entry["type"] == kind), len(self.entries))
        return PageLog(self.entries, first)

    def spans(self) -> list[Span]:
        """The time from the first entry to the last, cut where what is shown changes."""
        return self._joined(lambda span: (span.state, span.is_muted, span.is_hidden, span.rate))

    def _joined(self, key: Callable[[Span], object]) -> list[Span]:
        groups = [list(group) for _, group in groupby(self._cut()[self.first_span :], key)]
        return [
            replace(group[0], seconds=sum(s.seconds for s in group), advance=sum(s.advance for s in group))
            for group in groups
        ]

    def _cut(self) -> list[Span]:
        """A span from each entry to the next."""
        state, spans = "startup", []
        for entry, following in pairwise(self.entries):
            state, rate = _next_state(state, entry), entry["rate"]
            seconds = (following["at"] - entry["at"]) / 1000
            is_jump = following["type"] == "seeking"  # which has the position of its target
            advance = 0.0 if is_jump else (following["position"] - entry["position"]) / (rate or 1)
            spans.append(Span(state, entry["muted"], entry["hidden"], rate, seconds, advance))
        return spans

    def _first(self, kind: str) -> int | None:
        return next((entry["at"] for entry in self.entries if entry["type"] == kind), None)

    def _count(self, kind: str) -> int:
        return sum(entry["type"] == kind for entry in self.entries)


def _count_seeks(entries: Sequence[dict[str, Any]]) -> int:
    marks = [entry["type"] for entry in entries if entry["type"] in ("seeking", "seeked")]
    return sum(kind == "seeking" and before != "seeking" for before, kind in pairwise(["", *marks]))


def _next_state(state: str, entry: dict[str, Any]) -> str:
    """hls.js and dash.js stall by `waiting`; shaka sets the rate to 0, at seeks too.

    shaka's CMCD part says `p` where nothing moves yet: with its buffer `filled` at the start, `restarting`
    after a seek, when the element that it has itself stopped says `playing`.
    """
    kind, is_moving = entry["type"], entry["rate"] > 0
    if kind in ("fault", "error") and entry.get("fatal"):
        return "failed"
    if state in ("ended", "failed"):
        return state
    if kind == "ended":
        return "ended"
    if kind == "pause" and state != "seeking":  # as a click on YouTube's time line pauses
        return "paused"
    if kind == "playing" and is_moving:
        return "playing"
    if kind == "ratechange":
        kind = "moving" if is_moving else "stopped"
    return _CHANGES.get((state, kind), state)


_CHANGES = {
    ("playing", "seeking"): "seeking",
    ("playing", "waiting"): "stalled",
    ("playing", "stopped"): "stalled",
    ("stalled", "moving"): "playing",
    ("seeking", "moving"): "playing",
    ("restarting", "moving"): "playing",
    ("seeking", "playing"): "restarting",
    ("startup", "buffered"): "filled",
    ("filled", "seeking"): "startup",
}
