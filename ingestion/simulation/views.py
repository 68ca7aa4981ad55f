"""Views of one chunk: who watches what, when, how it starts, how long it lasts and how it ends. Pure.

One row is one attempt to play. What happens in between (stalls, pauses, seeks) is in `interruptions`.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.simulation.plan import (
    Bools,
    Chunk,
    Floats,
    Integers,
    SimulationPlan,
    Texts,
    generator,
    normalised,
)
from ingestion.simulation.viewers import CDNS

HEARTBEAT_SECONDS = (30.0, 20.0)  # on demand, live: docs/METRICS.md 2.2 believes 30 s without a position
PLAYED, EXIT_BEFORE_START, START_FAILURE = "played", "exit_before_start", "start_failure"
ENDED, LEFT, FAILED, LOST = "ended", "left", "failed", "lost"

_CDN_WEIGHTS = (0.5, 0.3, 0.2)
_RATES, _RATE_WEIGHTS = (1.0, 1.25, 1.5, 2.0, 0.75), (0.88, 0.04, 0.04, 0.03, 0.01)
_ON_DEMAND_PATTERNS = (0.24, 0.52, 0.24)  # bounced, left in between, seen to the end: shares when all is well
_LIVE_MEDIAN_SECONDS, _LIVE_SIGMA, _LIVE_BOUNDS = 240.0, 1.0, (3.0, 4 * 3600.0)
_STARTUP_MEDIAN_MS, _STARTUP_SIGMA, _STARTUP_BOUNDS = 850.0, 0.55, (80.0, 45_000.0)
_FAILURE_RATE, _FAILURE_LIMIT = 0.012, 0.3


@dataclass(frozen=True)
class World:
    """What all chunks share: titles, devices, and how well each provider plays over each network."""

    fingerprint: str
    catalogue: pl.DataFrame
    viewers: pl.DataFrame
    qualities: pl.DataFrame


def draw_views(plan: SimulationPlan, chunk: Chunk, world: World, count: int) -> pl.DataFrame:
    """Draw `count` views of a chunk, in no order of time."""
    draw = generator(plan, 10, chunk.index, count)
    views = _who_and_what(draw, chunk, world, count)
    return _how_it_goes(draw, views)


def _who_and_what(draw: np.random.Generator, chunk: Chunk, world: World, count: int) -> pl.DataFrame:
    hours = chunk.hours[draw.choice(len(chunk.hours), count, p=chunk.shares)]
    titles = draw.choice(world.catalogue.height, count, p=normalised(world.catalogue["popularity"]))
    devices = draw.choice(world.viewers.height, count, p=normalised(world.viewers["activity"]))
    session_id = pl.format("{}-{}-{}", pl.lit(world.fingerprint), pl.lit(chunk.index), pl.int_range(count))
    return pl.concat(
        [
            world.catalogue[titles].drop("popularity"),
            world.viewers[devices].drop("activity"),
            pl.DataFrame(
                {
                    "started": np.round(hours + draw.random(count) * 3600, 3),
                    "cdn": np.array(CDNS)[draw.choice(len(CDNS), count, p=_CDN_WEIGHTS)],
                }
            ),
            pl.select(session_id=session_id),
        ],
        how="horizontal",
    ).join(world.qualities, on=["provider_id", "cdn"], how="left", maintain_order="left")


def _how_it_goes(draw: np.random.Generator, views: pl.DataFrame) -> pl.DataFrame:
    """Add start, length and end to views."""
    count = views.height
    is_live = views["is_live"].to_numpy()
    badness = views["badness"].to_numpy() * (1.7 - views["connection_quality"].to_numpy())
    startup_ms = np.round(
        (_STARTUP_MEDIAN_MS * draw.lognormal(0, _STARTUP_SIGMA, count) * (0.6 + 0.4 * badness)).clip(
            *_STARTUP_BOUNDS
        )
    )
    outcome = _outcomes(draw, startup_ms, badness)
    share, is_whole = _watched_shares(draw, startup_ms, badness)
    live_seconds = _LIVE_MEDIAN_SECONDS * draw.lognormal(0, _LIVE_SIGMA, count) / (0.8 + 0.2 * badness)
    duration = views["duration_seconds"].fill_null(0.0).to_numpy()
    has_failed = draw.random(count) < (_FAILURE_RATE * badness).clip(0, _FAILURE_LIMIT)
    cut = np.where(has_failed, draw.random(count), 1.0)
    content = np.where(is_live, live_seconds.clip(*_LIVE_BOUNDS), duration * share) * cut
    has_played = outcome == PLAYED
    rate = np.array(_RATES)[draw.choice(len(_RATES), count, p=_RATE_WEIGHTS)]
    return views.with_columns(
        badness=badness,
        startup_ms=startup_ms,
        outcome=pl.Series(outcome, dtype=pl.String),
        ending=pl.Series(_endings(draw, has_failed, is_whole & ~is_live), dtype=pl.String),
        end_position_seconds=np.where(has_played, np.round(content.clip(2.0), 3), 0.0),
        playback_rate=np.where(is_live, 1.0, rate),
        heartbeat_seconds=np.where(is_live, HEARTBEAT_SECONDS[1], HEARTBEAT_SECONDS[0]),
        is_fullscreen=(views["device_type"] == "tv").to_numpy() | (draw.random(count) < 0.4),
        bitrate_level=_first_levels(draw, views["connection_quality"].to_numpy()),
        error_choice=draw.random(count),
        live_latency_ms=np.round(draw.uniform(4_000, 26_000, count)),
    ).with_columns(ending=pl.when(pl.col("outcome") == PLAYED).then("ending").otherwise(pl.lit(LEFT)))


def _outcomes(draw: np.random.Generator, startup_ms: Floats, badness: Floats) -> Texts:
    """Failures come with a bad provider; the longer the wait, the more have left before the first frame."""
    failure = (_FAILURE_RATE * badness).clip(0, _FAILURE_LIMIT)
    impatience = (0.004 + 0.012 * startup_ms / 1000).clip(0, 0.5)
    u = draw.random(len(startup_ms))
    return np.where(u < failure, START_FAILURE, np.where(u < failure + impatience, EXIT_BEFORE_START, PLAYED))


def _watched_shares(draw: np.random.Generator, startup_ms: Floats, badness: Floats) -> tuple[Floats, Bools]:
    """How much of a title is watched: many bounce, many leave in between, some stay to the end.

    Trouble makes more of them leave, and earlier.
    """
    count = len(startup_ms)
    comfort = 1 / (1 + 0.10 * badness + 0.03 * startup_ms / 1000)
    bounced, _, _ = _ON_DEMAND_PATTERNS
    u = draw.random(count)
    is_whole = u > 1 - _ON_DEMAND_PATTERNS[2] * comfort
    early = 0.04 * draw.random(count) ** 2
    between = 0.04 + 0.94 * draw.beta(0.8, 2.4, count) * comfort
    share = np.where(is_whole, 1.0, np.where(u < bounced, early, between))
    return share, is_whole


def _endings(draw: np.random.Generator, has_failed: Bools, is_whole: Bools) -> Texts:
    """One in six of those who leave does it without a word, as browsers do."""
    left = np.where(draw.random(len(is_whole)) < 1 / 6, LOST, LEFT)
    return np.where(has_failed, FAILED, np.where(is_whole, ENDED, left))


def _first_levels(draw: np.random.Generator, quality: Floats) -> Integers:
    """Rung of the bitrate ladder (0 to 5) that a view starts on."""
    return (quality * 6 + draw.normal(0, 0.8, len(quality))).clip(0, 5).astype(np.int64)


def hold_before(
    end_seconds: float, started: Floats, wall_seconds: Floats, draw: np.random.Generator
) -> Floats:
    """Starts of views, moved back where a view would go on after the end (Unix seconds)."""
    latest = end_seconds - wall_seconds - 1.0
    moved = np.round(latest - draw.random(len(latest)) * 1800, 3)
    return np.where(started > latest, moved, started)
