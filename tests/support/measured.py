"""What the API's metrics must be, computed in polars from the same rows, and rows that tell them apart."""

from collections.abc import Callable
from datetime import date
from math import sqrt
from typing import Any, NamedTuple

import polars as pl
from polars import col

from tests.support.snapshots import full_frames

LEAST = 5
_COVERED = col("is_covered")
_PLAY = col("is_play")
_KNOWN = _PLAY & col("coverage_ratio").is_not_null()
_ON_DEMAND = _PLAY & ~col("is_live")
_START, _END = "started", "ended"


class Definition(NamedTuple):
    """A metric in polars: who enters, what one view is worth, and the two sums that the mean divides."""

    valid: pl.Expr
    value: pl.Expr
    moment: str
    sums: tuple[pl.Expr, pl.Expr] | None = None
    is_rate: bool = False


def _of(name: str, valid: pl.Expr, moment: str) -> Definition:
    return Definition(valid & col(name).is_not_null(), col(name).cast(pl.Float64), moment)


def _rate(holds: pl.Expr, valid: pl.Expr, moment: str) -> Definition:
    return Definition(valid, holds.cast(pl.Float64), moment, is_rate=True)


def _ratio(name: str, above: pl.Expr, below: pl.Expr, valid: pl.Expr, moment: str = _END) -> Definition:
    return Definition(valid & col(name).is_not_null(), col(name), moment, (above, below))


_PLAYED = (
    "play_seconds muted_seconds background_seconds paused_seconds content_seconds unique_content_seconds "
    "rewatched_seconds max_position_seconds seek_seconds seek_count ad_seconds ad_count"
)
_FAILURES = {
    "start_failure_ratio": "is_start_failure",
    "playback_failure_ratio": "is_playback_failure",
    "exit_before_start_ratio": "is_exit_before_start",
    "error_ratio": "has_error",
    "business_error_ratio": "has_business_error",
}
_ANY = pl.lit(True)
_LASTED = col("play_seconds") + col("rebuffer_seconds")
DEFINITIONS: dict[str, Definition] = {
    "views": Definition(_ANY, _ANY, _START),
    "plays": Definition(_PLAY, _ANY, _START),
    "viewers": Definition(_ANY, col("viewer_key").fill_null(col("view_key")), _START),
    **{name: _of(name, _PLAY, _START) for name in _PLAYED.split()},
    "coverage_ratio": _ratio(
        "coverage_ratio", col("unique_content_seconds"), col("duration_seconds"), _PLAY, _START
    ),
    "completed_ratio": _rate(col("coverage_ratio") >= 0.95, _KNOWN, _START),
    "reached_end_ratio": _rate(col("has_reached_end"), _ON_DEMAND, _START),
    "ended_ratio": _rate(col("has_ended"), _ON_DEMAND, _START),
    "bounced_ratio": _rate(col("is_bounced"), _PLAY, _START),
    **{f"position_{q}_ratio": _rate(col("quartile") * 25 >= q, _KNOWN, _START) for q in (25, 50, 75, 100)},
    **{
        f"coverage_{q}_ratio": _rate(col("coverage_quartile") * 25 >= q, _KNOWN, _START)
        for q in (25, 50, 75, 100)
    },
    "startup_ms": _of("startup_ms", _ANY, _END),
    "startup_seconds": _of("startup_seconds", _COVERED, _END),
    **{
        name: _of(name, _PLAY & _COVERED, _END)
        for name in ("rebuffer_seconds", "rebuffer_count", "bitrate_up_count", "bitrate_down_count")
    },
    "rebuffer_ratio": _ratio("rebuffer_ratio", col("rebuffer_seconds"), _LASTED, _COVERED),
    "watch_rebuffer_ratio": _ratio(
        "watch_rebuffer_ratio",
        col("rebuffer_seconds"),
        _LASTED + col("startup_seconds") + col("seek_seconds"),
        _COVERED,
    ),
    "rebuffer_per_minute": _ratio("rebuffer_per_minute", col("rebuffer_count") * 60, _LASTED, _COVERED),
    "avg_bitrate_bps": _ratio(
        "avg_bitrate_bps", col("avg_bitrate_bps") * col("play_seconds"), col("play_seconds"), _ANY
    ),
    "dropped_frame_ratio": _of("dropped_frame_ratio", _ANY, _END),
    "live_latency_ms": _of("live_latency_ms", _ANY, _END),
    **{name: _rate(col(column), _COVERED, _END) for name, column in _FAILURES.items()},
    "telemetry_loss_ratio": _ratio(
        "telemetry_loss_ratio", col("lost_event_count"), col("lost_event_count") + col("event_count"), _ANY
    ),
    **{
        f"{name}_score": _of(f"{name}_score", _ANY, _END)
        for name in ("startup", "smoothness", "success", "quality", "experience")
    },
}


def mixed_frames() -> dict[str, pl.DataFrame]:
    """The full snapshot, with bots, imported views, unnumbered events and views that end on the next day."""
    frames = full_frames()
    number = pl.int_range(pl.len())
    late = (number % 30 == 29) & ~col("is_simulated")
    is_imported = number % 11 == 3
    views = frames["fct_views"].with_columns(
        is_bot=number % 31 == 7,
        source=pl.when(is_imported).then(pl.lit("jellyfin")).otherwise(col("source")),
        is_covered=~is_imported,
        lost_event_count=pl.when(number % 4 != 1).then(col("lost_event_count")),
        telemetry_loss_ratio=pl.when(number % 4 != 1).then(col("telemetry_loss_ratio")),
        quality_score=pl.when(number % 3 == 0).then(100.0 - number % 50),
        ended_at=pl.when(late | (number % 13 == 0))
        .then(col("ended_at").dt.offset_by("1d"))
        .otherwise(col("ended_at")),
    )
    return {**frames, "fct_views": views.with_columns(ended_date=col("ended_at").dt.date())}


def chosen(views: pl.DataFrame, name: str, first: date, last: date) -> pl.DataFrame:
    """The views of the metric's days that enter it, without bots."""
    definition = DEFINITIONS[name]
    day = col(f"{definition.moment}_date").is_between(first, last)
    return views.filter(~col("is_bot"), day, definition.valid)


def measured(views: pl.DataFrame, name: str, measure: str) -> dict[str, Any]:
    """`n`, `value`, `low`, `high` and `is_suppressed` of views that enter the metric."""
    definition = DEFINITIONS[name]
    is_small = measure != "count" and views.height < LEAST
    value = None if is_small else _MEASURES[measure](views, definition)
    has_interval = definition.is_rate and measure == "mean" and value is not None
    low, high = wilson(value, views.height) if has_interval and value is not None else (None, None)
    return {"n": views.height, "value": value, "low": low, "high": high, "is_suppressed": is_small}


def wilson(ratio: float, n: int) -> tuple[float, float]:
    """The two rates p for which `ratio` lies 1.96 standard errors of p away: roots of a quadratic."""
    z = 1.959963984540054
    a, b, c = 1 + z * z / n, -(2 * ratio + z * z / n), ratio * ratio
    root = sqrt(max(0.0, b * b - 4 * a * c))
    return max(0.0, (-b - root) / (2 * a)), (-b + root) / (2 * a)


def _one(views: pl.DataFrame, expression: pl.Expr) -> float | None:
    return views.select(expression).item() if views.height else None


def _mean(views: pl.DataFrame, definition: Definition) -> float | None:
    if definition.sums is None:
        return _one(views, definition.value.mean())
    above, below = definition.sums
    divisor = _one(views, below.sum())
    dividend = _one(views, above.sum())
    return dividend / divisor if dividend is not None and divisor else None


def _count(views: pl.DataFrame, definition: Definition) -> float:
    is_text = views.select(definition.value.alias("value")).schema["value"] == pl.String
    return float(views.select(definition.value.n_unique()).item()) if is_text else float(views.height)


_MEASURES: dict[str, Callable[[pl.DataFrame, Definition], float | None]] = {
    "mean": _mean,
    "median": lambda views, of: _one(views, of.value.quantile(0.5, "linear")),
    "p95": lambda views, of: _one(views, of.value.quantile(0.95, "linear")),
    "sum": lambda views, of: _one(views, of.value.sum()),
    "count": _count,
}
