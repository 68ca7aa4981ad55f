"""How much is watched, and by whom, as tiles. Pure."""

from dashboards import formats
from dashboards.metrics.tile import Row, Tile, Trend


def views(row: Row, before: Row, trend: Trend) -> Tile:
    """Attempts to play."""
    return Tile(
        "Views",
        formats.count(row["view_count"]),
        "Attempts to play one title in one player, whether or not they succeeded.",
        change=_change(row, before, "view_count"),
        note=f"{formats.count(row['play_count'])} played",
        trend=trend,
    )


def viewers(row: Row, before: Row, trend: Trend | None = None) -> Tile:
    """Distinct viewers."""
    return Tile(
        "Viewers",
        formats.count(row["viewer_count"]),
        "Distinct viewers over the whole period: somebody who comes back counts once.",
        change=_change(row, before, "viewer_count"),
        note=_each(row["view_count"], row["viewer_count"], "views each"),
        trend=trend,
    )


def watch_hours(row: Row, before: Row, day_count: int, trend: Trend | None = None) -> Tile:
    """Time played."""
    return Tile(
        "Watch time",
        formats.hours(row["watch_hours"]),
        "Hours that content was playing, without start, rebuffering, seeking and pause.",
        change=_change(row, before, "watch_hours"),
        note=_each(row["watch_hours"], day_count, "h a day"),
        trend=trend,
    )


def peak_viewers(row: Row, before: Row, trend: Trend) -> Tile:
    """Most viewers at once."""
    return Tile(
        "Peak viewers",
        formats.count(row["peak_viewer_count"]),
        "Most viewers at the same time, within one minute. Not known for several chosen providers together.",
        change=_change(row, before, "peak_viewer_count"),
        note="at the same time",
        trend=trend,
    )


def hours_per_viewer(row: Row) -> Tile:
    """Mean time of a viewer over the period."""
    n = row["viewer_count"]
    seconds = row["watch_hours"] * 3600 / n if n else None
    return Tile(
        "Watch time per viewer",
        formats.enough(formats.duration(seconds), n),
        "Time played over the period, divided by the distinct viewers. n counts viewers.",
        note=formats.sample(n),
    )


def completion(row: Row) -> Tile:
    """Share of plays seen nearly whole."""
    n = row["completable_count"]
    return Tile(
        "Completion",
        formats.enough(formats.percent(row["completion_ratio"]), n),
        "Share of plays of titles with a known length that saw at least 95% of it.",
        note=formats.sample(n),
    )


def rewatched(row: Row) -> Tile:
    """Share of content that was played again."""
    n = row["play_count"]
    return Tile(
        "Watched again",
        formats.enough(formats.percent(row["rewatched_ratio"]), n),
        "Content played more than once within a view, as a share of all content played. n counts plays.",
        note=formats.sample(n),
    )


def bounces(row: Row) -> Tile:
    """Share of plays left at once."""
    n = row["play_count"]
    return Tile(
        "Bounces",
        formats.enough(formats.percent(row["bounced_count"] / n if n else None), n),
        "Share of plays left within ten seconds, or within half of the title where it is shorter.",
        note=formats.sample(n),
    )


def engagement(row: Row) -> Tile:
    """Mean engagement score of viewers' days."""
    n, score = row["viewer_day_count"], row["engagement_score"]
    return Tile(
        "Engagement",
        formats.enough(formats.NOTHING if score is None else f"{score:.1f} of 100", n),
        "Mean score of a viewer's day, from views, hours, variety and completion. Over all providers.",
        note=formats.sample(n),
    )


def _each(total: float, parts: int, unit: str) -> str | None:
    return f"{total / parts:,.1f} {unit}" if parts else None


def _change(row: Row, before: Row, column: str) -> str | None:
    return formats.change(row[column], before[column]) if before["is_whole"] else None
