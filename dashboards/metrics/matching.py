"""Channels across providers, as tiles. Pure."""

from dashboards import formats
from dashboards.metrics.tile import Row, Tile


def channels(row: Row) -> Tile:
    """Channels in the catalog now."""
    return Tile(
        "Listed channels",
        formats.count(row["channel_count"]),
        "Different channels that live streams carry now; the same channel of several providers counts once.",
        note="of the chosen providers",
    )


def shared(row: Row) -> Tile:
    """Channels that several providers have."""
    return Tile(
        "On several providers",
        formats.count(row["shared_count"]),
        "Listed channels that more than one provider carries, so that another can stand in.",
        note=f"of {formats.count(row['channel_count'])}",
    )


def known(row: Row) -> Tile:
    """Channels that are known beyond catalogs."""
    return Tile(
        "Known channels",
        formats.count(row["known_count"]),
        "Listed channels that the list of channels, a guide or a decision knows, rather than catalogs alone.",
        note=f"of {formats.count(row['channel_count'])}",
    )


def matched(row: Row) -> Tile:
    """Share of live streams whose channel is known for sure. A census, not a sample."""
    count, total = row["matched_count"], row["stream_count"]
    return Tile(
        "Matched streams",
        formats.percent(count / total if total else None),
        "Share of the listed live streams whose match with a channel was accepted.",
        note=f"{formats.count(count)} of {formats.count(total)} streams",
    )


def waiting(row: Row) -> Tile:
    """Channels that wait for a decision."""
    return Tile(
        "Waiting for a decision",
        formats.count(row["waiting_count"]),
        "Channels of a provider whose streams could not be matched and nobody has decided on.",
        note=f"{formats.count(row['waiting_stream_count'])} streams",
    )


def waiting_hours(row: Row) -> Tile:
    """How much the waiting channels are watched."""
    return Tile(
        "Watched without a match",
        formats.hours(row["watch_hours"]),
        "Hours that viewers played the channels that wait for a decision, over the whole snapshot.",
        note="bots left out",
    )


def decided(row: Row) -> Tile:
    """Streams that a person decided on."""
    return Tile(
        "Decided",
        formats.count(row["decided_count"]),
        "Listed live streams for which a person's decision counts.",
        note="streams",
    )
