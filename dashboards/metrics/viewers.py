"""Who comes, and who comes back, as tiles. Pure."""

from dashboards import formats
from dashboards.metrics.tile import Row, Tile


def known(row: Row) -> Tile:
    """Distinct viewers with an id."""
    return Tile(
        "Known viewers",
        formats.count(row["viewer_count"]),
        "Distinct viewers with an id in the period. Views without one are counted on other pages only.",
        note="with an id",
    )


def new(row: Row) -> Tile:
    """Viewers seen for the first time."""
    n, fresh = row["viewer_count"], row["new_viewer_count"]
    return Tile(
        "New viewers",
        formats.count(fresh),
        "Viewers whose first view of all lies in the period; the others had been there before.",
        note=f"{formats.percent(fresh / n)} of known viewers" if n else None,
    )


def next_day(row: Row) -> Tile:
    """Share of new viewers who came back the day after."""
    return _return(row, "d1", "D1", "on the day after")


def next_week(row: Row) -> Tile:
    """Share of new viewers who came back a week later."""
    return _return(row, "d7", "D7", "on the seventh day after")


def visits(row: Row) -> Tile:
    """Visits."""
    n, each = row["visit_count"], row["views_per_visit"]
    return Tile(
        "Visits",
        formats.count(n),
        "A visit holds a viewer's views within half an hour of each other.",
        note=None if each is None else f"{each:,.1f} views each",
    )


def visit_length(row: Row) -> Tile:
    """Median length of a visit."""
    n = row["visit_count"]
    return Tile(
        "Visit length, median",
        formats.enough(formats.duration(row["median_visit_seconds"]), n),
        "Half of the visits were shorter, from the first view's start to the last one's end.",
        note=formats.sample(n),
    )


def binges(row: Row) -> Tile:
    """Binges."""
    return Tile(
        "Binges",
        formats.count(row["binge_count"]),
        "Visits in which a viewer saw three or more episodes of one series.",
        note="of three episodes and more",
    )


def _return(row: Row, column: str, name: str, when: str) -> Tile:
    n = row[f"{column}_cohort_count"]
    return Tile(
        f"{name} return",
        formats.enough(formats.percent(row[f"{column}_ratio"]), n),
        f"Share of new viewers who watched again {when} their first one. n counts new viewers of days for "
        "which that day has come.",
        note=formats.sample(n),
    )
