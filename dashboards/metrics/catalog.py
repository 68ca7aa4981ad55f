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
        "Changes of streams in the period, of any type. A provider's first sync is the baseline.",
        note=f"{formats.count(row['added_count'])} added, {formats.count(row['removed_count'])} removed",
    )


def moves(row: Row) -> Tile:
    """Streams that got another address."""
    return Tile(
        "Moved",
        formats.count(row["moved_count"]),
        "Streams that got another address in the period.",
        note=f"of {formats.count(row['change_count'])} changes",
    )


def described_anew(row: Row) -> Tile:
    """Streams that are described otherwise."""
    return Tile(
        "Described otherwise",
        formats.count(row["described_count"]),
        "Changes of a stream's name, group, guide id or type in the period.",
        note=f"of {formats.count(row['change_count'])} changes",
    )


def changed_streams(row: Row) -> Tile:
    """Different streams that changed."""
    return Tile(
        "Changed streams",
        formats.count(row["stream_count"]),
        "Different streams that changed in the period.",
        note=f"{formats.count(row['change_count'])} changes",
    )


def movies(row: Row) -> Tile:
    """Movies in the catalog now."""
    return Tile(
        "Movies",
        formats.count(row["movie_count"]),
        "Different movies that providers list now; the same movie of several providers counts once.",
        note="listed now",
    )


def series(row: Row) -> Tile:
    """Series in the catalog now."""
    return Tile(
        "Series",
        formats.count(row["series_count"]),
        "Different series that providers list now, and their seasons and episodes.",
        note=f"{formats.count(row['season_count'])} seasons, {formats.count(row['episode_count'])} episodes",
    )


def shared_titles(row: Row) -> Tile:
    """Titles that several providers have."""
    return Tile(
        "Titles on several providers",
        formats.count(row["shared_count"]),
        "Movies and series that more than one provider lists.",
        note=f"of {formats.count(row['title_count'])}",
    )


def dated_titles(row: Row) -> Tile:
    """Share of titles of a known year. A census, not a sample."""
    dated, total = row["dated_count"], row["title_count"]
    return Tile(
        "Year known",
        formats.percent(dated / total if total else None),
        "Movies and series whose year of first release the provider or the name states, by all.",
        note=f"{formats.count(dated)} of {formats.count(total)}",
    )
