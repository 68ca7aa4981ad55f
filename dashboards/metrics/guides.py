"""How far guides reach, as tiles. Pure. Censuses, not samples: shown however few channels there are."""

from dashboards import formats
from dashboards.metrics.tile import Row, Tile


def channels(row: Row) -> Tile:
    """Channels that guides announce."""
    return Tile(
        "Channels",
        formats.count(row["channel_count"]),
        "Channels that a provider's guides announce or its live streams name, as of its newest guide sync.",
        note=f"{formats.count(row['listed_channel_count'])} in the catalog",
    )


def on_now(row: Row) -> Tile:
    """Channels with a programme on."""
    count, total = row["now_count"], row["channel_count"]
    return Tile(
        "Programme on now",
        formats.percent(count / total if total else None),
        "Share of these channels with a programme at the newest guide sync.",
        note=f"{formats.count(count)} of {formats.count(total)} channels",
    )


def next_day(row: Row) -> Tile:
    """Mean share of the next 24 hours covered."""
    return Tile(
        "Next 24 hours",
        formats.percent(row["next_day_ratio"]),
        "Share of the 24 hours after the newest guide sync that programmes cover; mean of these channels.",
        note="covered, mean",
    )


def next_week(row: Row) -> Tile:
    """Mean share of the next 7 days covered."""
    return Tile(
        "Next 7 days",
        formats.percent(row["next_week_ratio"]),
        "Share of the 7 days after the newest guide sync that programmes cover; mean of these channels.",
        note="covered, mean",
    )


def stale(row: Row) -> Tile:
    """Channels whose guide is stale."""
    return Tile(
        "Stale channels",
        formats.count(row["stale_count"]),
        "Channels with no programme left, or whose guide brought nothing new for 3 days.",
        note=f"of {formats.count(row['channel_count'])}",
    )


def faults(row: Row) -> Tile:
    """Gaps and overlaps."""
    return Tile(
        "Gaps",
        formats.count(row["gap_count"]),
        "Times of a minute or more without a programme that one within the next 7 days follows. Overlaps: "
        "programmes that begin before an earlier one of the channel has ended.",
        note=f"{formats.count(row['overlap_count'])} overlaps",
    )
