"""What interrupts playing: stalls, pauses, seeks, and small things that take no time. Pure.

Interruptions of a view are spread evenly enough that no two fall together, so that each is told apart
again by who reads the events.
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from ingestion.simulation.plan import Floats, Integers
from ingestion.simulation.views import PLAYED

STALL, PAUSE, SEEK, QUALITY, VOLUME, GLITCH = range(6)
LASTING = 3  # kinds below this number take time and have an end

_MOST = {STALL: 12, PAUSE: 4, SEEK: 6, QUALITY: 8, VOLUME: 1, GLITCH: 1}
_SECONDS_BETWEEN, _SECONDS_BETWEEN_SEEKS = 8.0, 75.0
_BACK_SECONDS, _FORWARD_SECONDS = 10.0, (30.0, 60.0, 120.0, 180.0)
_FORWARD_SHARE = 0.3  # of a view's end position that seeks may skip


class Interruptions(NamedTuple):
    """One element per interruption, ordered by view and time.

    `offset` is the time played before it, `seconds` how long it takes, `jump` the seconds of content that it
    skips, `step` the rungs of the bitrate ladder that it climbs.
    """

    view: Integers
    kind: Integers
    offset: Floats
    seconds: Floats
    jump: Floats
    step: Integers

    def of_first(self, view_count: int) -> "Interruptions":
        """Those of the first views alone."""
        kept = int(np.searchsorted(self.view, view_count))
        return Interruptions(
            self.view[:kept],
            self.kind[:kept],
            self.offset[:kept],
            self.seconds[:kept],
            self.jump[:kept],
            self.step[:kept],
        )


def draw_interruptions(draw: np.random.Generator, views: pl.DataFrame) -> tuple[Interruptions, Floats]:
    """Interruptions of views, and how long each view plays (seconds of wall time)."""
    counts = _draw_counts(draw, views)
    view = np.concatenate([np.repeat(np.arange(views.height), counts[kind]) for kind in counts])
    kind = np.concatenate([np.full(counts[one].sum(), one) for one in counts])
    order = np.lexsort((draw.random(len(view)), view))
    view, kind = view[order], kind[order]
    jump = _draw_jumps(draw, views, view, kind)
    end, rate = views["end_position_seconds"].to_numpy(), views["playback_rate"].to_numpy()
    skipped = np.bincount(view, weights=jump, minlength=views.height)
    play_seconds = (end - skipped) / rate
    interruptions = Interruptions(
        view=view,
        kind=kind,
        offset=_spread(draw, view, play_seconds),
        seconds=_draw_seconds(draw, kind),
        jump=jump,
        step=np.where(kind == QUALITY, draw.choice((-1, 1), len(kind), p=(0.45, 0.55)), 0),
    )
    return interruptions, play_seconds


def total_by_view(interruptions: Interruptions, kind: int, weights: Floats, count: int) -> Floats:
    """Sum of weights over the interruptions of one kind, for each view."""
    weighed = np.where(interruptions.kind == kind, weights, 0.0)
    return np.bincount(interruptions.view, weights=weighed, minlength=count).astype(np.float64)


def _draw_counts(draw: np.random.Generator, views: pl.DataFrame) -> dict[int, Integers]:
    """How many of each kind a view has; never more than its length has room for, stalls first."""
    minutes = views["end_position_seconds"].to_numpy() / views["playback_rate"].to_numpy() / 60
    on_demand = ~views["is_live"].to_numpy()
    badness = views["badness"].to_numpy()
    wanted = {
        STALL: draw.poisson(0.05 * badness * minutes),
        PAUSE: draw.poisson(np.where(on_demand, 0.02, 0.006) * minutes),
        SEEK: draw.poisson(np.where(on_demand, 0.05, 0.0) * minutes),
        QUALITY: draw.poisson(0.5 + 0.03 * minutes * badness.clip(0.3, 3)),
        VOLUME: draw.poisson(0.04, views.height),
        GLITCH: draw.poisson(0.01 * badness.clip(0, 5)),
    }
    seconds = minutes * 60 * (1 - _FORWARD_SHARE)
    used = np.zeros(views.height, dtype=np.int64)
    counts: dict[int, Integers] = {}
    has_played = (views["outcome"] == PLAYED).to_numpy()
    for kind in (STALL, PAUSE, QUALITY, VOLUME, GLITCH, SEEK):
        room = seconds // (_SECONDS_BETWEEN_SEEKS if kind == SEEK else _SECONDS_BETWEEN) - used
        counts[kind] = np.where(
            has_played, np.minimum(np.minimum(wanted[kind], _MOST[kind]), room.clip(0)), 0
        ).astype(np.int64)
        used += counts[kind]
    return counts


def _draw_jumps(draw: np.random.Generator, views: pl.DataFrame, view: Integers, kind: Integers) -> Floats:
    """Ten seconds back, or forward by one of a player's usual steps, within the view's allowance."""
    is_seek = kind == SEEK
    seeks = np.bincount(view[is_seek], minlength=views.height).clip(1)
    allowance = (_FORWARD_SHARE * views["end_position_seconds"].to_numpy() / seeks)[view]
    forward = np.minimum(draw.choice(_FORWARD_SECONDS, len(view)), np.round(allowance, 3))
    jump = np.where(draw.random(len(view)) < 0.35, -_BACK_SECONDS, forward)
    return np.where(is_seek, jump, 0.0)


def _spread(draw: np.random.Generator, view: Integers, play_seconds: Floats) -> Floats:
    """Times of interruptions: each somewhere in the middle of its equal part of the view."""
    count = np.bincount(view, minlength=len(play_seconds))
    first = np.concatenate([[0], np.cumsum(count)[:-1]])
    place = np.arange(len(view)) - first[view]
    offset: Floats = (place + 0.2 + 0.6 * draw.random(len(view))) / count[view] * play_seconds[view]
    return offset


def _draw_seconds(draw: np.random.Generator, kind: Integers) -> Floats:
    """Lengths, in whole milliseconds: stalls around 1.2 s, pauses around 45 s, seeks around 0.4 s."""
    size = len(kind)
    stall = draw.lognormal(np.log(1.2), 0.8, size).clip(0.3, 45)
    pause = draw.lognormal(np.log(45), 1.1, size).clip(2, 2400)
    seek = draw.lognormal(np.log(0.4), 0.6, size).clip(0.1, 8)
    return np.round(np.select([kind == STALL, kind == PAUSE, kind == SEEK], [stall, pause, seek], 0.0), 3)
