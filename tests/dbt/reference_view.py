"""What a view is by its definitions (metrics 2.1 to 2.3), event by event in plain Python.

Written apart from the SQL: one pass over the events with a small state machine, and sums.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tests.dbt.random_sessions import Session, Step

BELIEF, STALL_CAP, STARTUP_CAP, STALL_MINIMUM = 30.0, 300.0, 600.0, 0.25
GAP, SLACK, JITTER = 3600.0, 2.0, 0.5
# No activity: noise cuts the time between activities where it tells a position, and adds none.
NOISE = ("quality_change", "volume_change")
_CAPS = {"advert": BELIEF, "seeking": STALL_CAP, "startup": STARTUP_CAP, "paused": float("inf")}
_STATE_AFTER = {"playing": "playing", "rebuffer_end": "playing", "pause": "paused", "view_start": "startup"}
_SHOWS_AD = ("ad_start", "ad_quartile")
_ENDS_AD = ("ad_end", "ad_skip", "playing", "pause", "view_start", "ended", "view_end")


@dataclass
class View:
    """Seconds of a view by state, its stalls, and how much content it played."""

    seconds: dict[str, float] = field(default_factory=dict)
    stalls: list[tuple[float, float, float]] = field(default_factory=list)
    passes: list[tuple[float, float]] = field(default_factory=list)
    content_seconds: float = 0.0

    @property
    def rebuffers(self) -> list[float]:
        """Lengths of the stalls that count."""
        return [min(length, STALL_CAP) for _, _, length in self.stalls if length >= STALL_MINIMUM]

    @property
    def unique_seconds(self) -> float:
        """Length of the union of what was played."""
        total = reached = 0.0
        for start, end in sorted(self.passes):
            total += max(end - max(start, reached), 0)
            reached = max(reached, end)
        return min(total, self.content_seconds)


class Player:
    """The state of a player, told from its events alone."""

    def __init__(self) -> None:
        self._base = "startup"
        self._is_seeking = False
        self._stall: str | None = None
        self._end: str | None = None
        self._is_in_progress = False
        self._is_ad = False

    @property
    def state(self) -> str:
        """What the player does after the events taken so far."""
        base = "playing" if self._base == "startup" and self._is_in_progress else self._base
        if self._end is not None or self._is_ad:
            return self._end or "advert"
        if self._is_seeking:
            return "seeking"
        return self._stall if base == "playing" and self._stall else base

    def take(self, step: Step) -> None:
        """Follow the player by one event."""
        if step.kind in _STATE_AFTER:
            self._base = _STATE_AFTER[step.kind]
        if step.kind in _STATE_AFTER or step.kind in ("seek_start", "seek_end"):
            self._is_seeking = step.kind == "seek_start"
            self._stall = None
        if step.kind in ("rebuffer_start", "waiting"):
            self._stall = "rebuffering" if step.kind == "rebuffer_start" else "waiting"
        if step.kind in ("playing", "progress"):
            self._is_in_progress = step.kind == "progress"
            self._stall = None
        if step.kind in _SHOWS_AD or step.kind in _ENDS_AD:
            self._is_ad = step.kind in _SHOWS_AD
        if step.kind in ("playing", "view_start"):
            self._end = None
        if step.kind in ("ended", "view_end") or step.is_fatal:
            self._end = "failed" if step.is_fatal else "ended"


def measure_views(session: Session) -> list[View]:
    """The views of a session: a new one begins after more than 60 minutes without activity."""
    return [_measure(session, events) for events in _views(session.steps)]


def _views(steps: Iterable[Step]) -> Iterator[list[tuple[float, Step]]]:
    """Events with their moments, from a view's first activity to its last. Time never runs backwards."""
    moment = 0.0
    view: list[tuple[float, Step]] = []
    waiting: list[tuple[float, Step]] = []
    for step in steps:
        moment = max(moment, step.seconds)
        if step.kind in NOISE:
            waiting += [(moment, step)] if view and step.position is not None else []
            continue
        if view and moment - view[-1][0] > GAP:
            yield view
            view, waiting = [], []
        view += [*waiting, (moment, step)]
        waiting = []
    if view:
        yield view


def _measure(session: Session, events: Sequence[tuple[float, Step]]) -> View:
    view, player = View(), Player()
    piece_end: float | None = None
    for (moment, step), (next_moment, after) in pairwise(events):
        player.take(step)
        gap = next_moment - moment
        state = "playing" if player.state == "startup" and _is_moving(gap, step, after) else player.state
        believed = _believed(session, state, gap, step, after)
        view.seconds[state] = view.seconds.get(state, 0) + believed
        if state == "rebuffering":
            _add_stall(view, moment, next_moment)
        if state == "playing" and _has_advanced(session, gap, step, after):
            start, end = step.position or 0, after.position or 0
            view.content_seconds += end - start
            if piece_end is not None and abs(start - piece_end) <= JITTER:
                earliest, latest = view.passes.pop()
                view.passes.append((min(earliest, start), max(latest, end)))
            else:
                view.passes.append((start, end))
            piece_end = end
    return view


def _is_moving(gap: float, step: Step, after: Step) -> bool:
    """Whether the position tells of playing that no event told of."""
    if step.kind != "heartbeat" or step.position is None or after.position is None:
        return False
    rate = 1.0 if step.rate is None else step.rate
    return JITTER <= after.position - step.position <= gap * rate + SLACK


def _believed(session: Session, state: str, gap: float, step: Step, after: Step) -> float:
    rate = 1.0 if step.rate is None else step.rate
    if state != "playing":
        return min(gap, _CAPS.get(state, 0))
    if rate == 0:
        return 0
    if session.is_live or step.position is None or after.position is None:
        return min(gap, BELIEF)
    moved = after.position - step.position
    if -JITTER <= moved <= gap * rate + SLACK:
        return min(gap, max(moved, 0) / rate)
    return min(gap, BELIEF)


def _has_advanced(session: Session, gap: float, step: Step, after: Step) -> bool:
    if session.is_live or step.position is None or after.position is None:
        return False
    rate = 1.0 if step.rate is None else step.rate
    return 0 < after.position - step.position <= gap * rate + SLACK


def _add_stall(view: View, start: float, end: float) -> None:
    """Stalls less than 250 ms apart are one; what lies between them is none."""
    if view.stalls and start - view.stalls[-1][1] < STALL_MINIMUM:
        began, _, length = view.stalls.pop()
        view.stalls.append((began, end, length + end - start))
    else:
        view.stalls.append((start, end, end - start))
