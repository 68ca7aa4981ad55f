"""Viewers at play: views and their events, chunk after chunk in time. The simulator's entry point. Pure.

Rows from it say `player_type = "simulator"`, so that nobody takes them for viewers.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl

from ingestion.simulation.events import build_events, count_heartbeats
from ingestion.simulation.interruptions import (
    LASTING,
    PAUSE,
    SEEK,
    STALL,
    Interruptions,
    draw_interruptions,
    total_by_view,
)
from ingestion.simulation.plan import (
    Chunk,
    Floats,
    Integers,
    SimulationError,
    SimulationPlan,
    fingerprint,
    generator,
    split_into_chunks,
    unix_seconds,
)
from ingestion.simulation.viewers import build_qualities, build_viewers
from ingestion.simulation.views import LOST, PLAYED, World, draw_views, hold_before

_EVENTS_PER_VIEW = 18  # fewer than the mean of about 25, so that one draw nearly always suffices


class SimulatedChunk(NamedTuple):
    """Views (the truth, one row each) and their events."""

    views: pl.DataFrame
    events: pl.DataFrame


def simulate(plan: SimulationPlan, catalogue: pl.DataFrame) -> Iterator[SimulatedChunk]:
    """Chunk by chunk; memory is bounded by the plan's `chunk_events`.

    `catalogue` is made by `build_catalogue`. Raises SimulationError when it is empty.
    """
    world = _build_world(plan, catalogue)
    for chunk in split_into_chunks(plan):
        if chunk.event_count:
            views, interruptions = _draw_chunk(plan, chunk, world)
            events = build_events(views, interruptions, generator(plan, 12, chunk.index))
            yield SimulatedChunk(_truth(views), events)


def plan_views(plan: SimulationPlan, catalogue: pl.DataFrame) -> pl.DataFrame:
    """The truth of every view of a plan: what its events, read rightly, must say.

    `play_seconds` of a view that got lost lies up to one heartbeat after its last event.
    """
    world = _build_world(plan, catalogue)
    chunks = [chunk for chunk in split_into_chunks(plan) if chunk.event_count]
    return pl.concat([_truth(_draw_chunk(plan, chunk, world)[0]) for chunk in chunks])


def _build_world(plan: SimulationPlan, catalogue: pl.DataFrame) -> World:
    if catalogue.is_empty():
        raise SimulationError("the catalogue is empty: there is nothing to watch")
    return World(
        fingerprint(plan, catalogue), catalogue, build_viewers(plan), build_qualities(plan, catalogue)
    )


def _draw_chunk(plan: SimulationPlan, chunk: Chunk, world: World) -> tuple[pl.DataFrame, Interruptions]:
    """As many views as have the chunk's events together, the last one whole."""
    count = chunk.event_count // _EVENTS_PER_VIEW + 8
    while True:
        views, interruptions = _draw_whole(plan, chunk, world, count)
        before = views["event_count"].cum_sum() - views["event_count"]
        kept = int((before < chunk.event_count).sum())
        if kept < count:
            return views[:kept], interruptions.of_first(kept)
        count *= 2


def _draw_whole(
    plan: SimulationPlan, chunk: Chunk, world: World, count: int
) -> tuple[pl.DataFrame, Interruptions]:
    views = draw_views(plan, chunk, world, count)
    draw = generator(plan, 11, chunk.index, count)
    interruptions, play_seconds = draw_interruptions(draw, views)
    totals = _totals(interruptions, count)
    has_played = (views["outcome"] == PLAYED).to_numpy()
    wall = views["startup_ms"].to_numpy() / 1000 + play_seconds
    wall += totals["stall_seconds"] + totals["pause_seconds"] + totals["seek_seconds"]
    beats = np.where(has_played, count_heartbeats(play_seconds, views["heartbeat_seconds"].to_numpy()), 0)
    marks = np.bincount(interruptions.view, weights=1 + (interruptions.kind < LASTING), minlength=count)
    fixed = 1 + has_played + (views["ending"] != LOST).to_numpy()
    views = views.with_columns(
        started=hold_before(unix_seconds(plan.end_at), views["started"].to_numpy(), wall, draw),
        play_seconds=play_seconds,
        wall_seconds=wall,
        heartbeat_count=beats,
        event_count=(fixed + beats + marks).astype(np.int64),
        **{name: pl.Series(values) for name, values in totals.items()},
    )
    return views, interruptions


def _totals(interruptions: Interruptions, count: int) -> dict[str, Integers | Floats]:
    totals: dict[str, Integers | Floats] = {}
    ones = np.ones(len(interruptions.view))
    for name, kind in (("stall", STALL), ("pause", PAUSE), ("seek", SEEK)):
        totals[f"{name}_count"] = total_by_view(interruptions, kind, ones, count).astype(np.int64)
        totals[f"{name}_seconds"] = total_by_view(interruptions, kind, interruptions.seconds, count)
    return totals


def _truth(views: pl.DataFrame) -> pl.DataFrame:
    started_at = (pl.col("started") * 1_000_000).round().cast(pl.Int64).cast(pl.Datetime("us"))
    return views.select(
        "session_id", "viewer_id", "content_id", "content_type", "provider_id", "channel_id", "cdn",
        "is_live", "device_type", "country_code", "player_name", "duration_seconds", "playback_rate",
        "clock_offset_seconds", "outcome", "ending", "startup_ms", "play_seconds", "end_position_seconds",
        "stall_count", "stall_seconds", "pause_count", "pause_seconds", "seek_count", "seek_seconds",
        "wall_seconds", "event_count", started_at=started_at,
        content_seconds=pl.col("play_seconds") * pl.col("playback_rate"),
    )  # fmt: skip
