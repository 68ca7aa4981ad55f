"""What providers list, as tiles. Pure."""

from dashboards import formats
from dashboards.metrics.tile import Row, Tile


def listed_streams(row: Row) -> Tile:
    """Streams in the catalog now."""
    return Tile(
        "Listed streams",
        formats.count(row["stream_count"]),
        "Streams that the last accepted sync of their provider lists, as of this snapshot.",
        note="live, films and episodes",
    )


def listed_channels(row: Row) -> Tile:
    """Channels in the catalog now."""
    return Tile(
        "Channels",
        formats.count(row["channel_count"]),
        "Distinct channels behind the listed streams, as of this snapshot.",
        note="behind the listed streams",
    )


def guide_coverage(row: Row) -> Tile:
    """Share of channels with a guide. A census, not a sample: shown however few channels there are."""
    total, guided = row["channel_count"], row["guided_channel_count"]
    return Tile(
        "Guide coverage",
        formats.percent(guided / total if total else None),
        "Share of the listed channels for which a guide has programmes, as of this snapshot.",
        note=f"{formats.count(guided)} of {formats.count(total)} channels",
    )


def changes(row: Row) -> Tile:
    """Changes in the period."""
    return Tile(
        "Changes",
        formats.count(row["change_count"]),
        "Entries added, removed, renamed or moved in the period. A provider's first sync is the baseline.",
        note=f"{formats.count(row['added_count'])} added, {formats.count(row['removed_count'])} removed",
    )
