"""How many watch at the same time, as tiles. Pure."""

from dashboards import formats
from dashboards.metrics.tile import Row, Tile


def peak_viewers(row: Row) -> Tile:
    """Most viewers at once."""
    at = row["peak_at"]
    return Tile(
        "Peak viewers",
        formats.count(row["peak_viewer_count"]),
        "Most viewers at the same time in the span. One viewer with several views counts once.",
        note=None if at is None else formats.moment(at),
    )


def peak_views(row: Row) -> Tile:
    """Most views at once."""
    return Tile(
        "Peak views",
        formats.count(row["peak_view_count"]),
        "Most views at the same time in the span: starting, playing or rebuffering, not paused.",
        note="at the same time",
    )


def mean_views(row: Row) -> Tile:
    """Mean of the views at once."""
    mean = row["mean_view_count"]
    return Tile(
        "Average audience",
        formats.NOTHING if mean is None else f"{mean:,.2f}",
        "Time watched, divided by the length of the span: the views present at a moment taken at random.",
        note=f"{formats.hours(row['watch_hours'])} watched",
    )
