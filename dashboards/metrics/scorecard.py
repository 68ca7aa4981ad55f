"""One provider in numbers, as tiles. Pure. Censuses, not samples: shown however little there is."""

from datetime import datetime

from dashboards import formats
from dashboards.metrics.tile import Row, Tile


def size(row: Row) -> Tile:
    """Streams listed now."""
    vod = row["movie_count"] + row["series_count"] + row["episode_count"]
    return Tile(
        "Streams",
        formats.count(row["stream_count"]),
        "Streams that the provider lists now: live ones, and movies, series and episodes.",
        note=f"{formats.count(row['live_count'])} live, {formats.count(vod)} on demand",
    )


def churn(row: Row) -> Tile:
    """Streams that came or went."""
    added, removed = formats.count(row["added_count"]), formats.count(row["removed_count"])
    return Tile(
        "Churn, 30 days",
        formats.percent(row["churn_ratio"]),
        "Streams that were added or removed in the 30 days before the newest sync, by all that were listed "
        "at any time in them.",
        note=f"{added} added, {removed} removed",
    )


def guide(row: Row) -> Tile:
    """Live streams with programmes."""
    return Tile(
        "With a guide",
        formats.percent(row["announced_ratio"]),
        "Live streams on whose channel a guide of any provider has a programme within 24 hours of its newest "
        "sync, by all live streams.",
        note=f"{formats.percent(row['guide_id_ratio'])} have a guide id",
    )


def duplicates(row: Row) -> Tile:
    """Streams that another one repeats."""
    return Tile(
        "Duplicates",
        formats.percent(row["duplicate_ratio"]),
        "Streams whose address another listed stream of the provider has too, the first of each left out, by "
        "all streams.",
        note=f"of {formats.count(row['stream_count'])} streams",
    )


def defects(row: Row) -> Tile:
    """What was mended or odd at the newest sync."""
    return Tile(
        "Defects",
        formats.count(row["defect_count"]),
        "What was mended, or read although odd, at the newest accepted sync; an entry may have several.",
        note=f"{formats.percent(row['reject_ratio'])} unreadable",
    )


def syncs(row: Row) -> Tile:
    """Syncs that went well."""
    return Tile(
        "Good syncs, 30 days",
        formats.percent(row["sync_success_ratio"]),
        "Attempts at a catalog sync that were accepted or found unchanged, in the 30 days before the newest.",
        note=f"of {formats.count(row['sync_count'])}",
    )


def expiry(row: Row) -> Tile:
    """When the account ends."""
    return Tile(
        "Account ends",
        _day(row["expires_at"]),
        "End of the account as the provider told it last, and its state; a dash where none is known.",
        note=formats.verbatim(row["account_status"] or "no state told"),
    )


def connections(row: Row) -> Tile:
    """Connections in use and allowed."""
    used, allowed = formats.count(row["active_connections"]), formats.count(row["max_connections"])
    return Tile(
        "Connections",
        used,
        "Connections in use at the newest sync that told of the account, and how many it allows.",
        note=f"of {allowed} allowed" if row["max_connections"] is not None else "no limit known",
    )


def agreement(row: Row) -> Tile:
    """How often the library's counts and ours agree."""
    agreed, compared = row["agreed_count"], row["compared_count"]
    return Tile(
        "Reconciled",
        formats.percent(agreed / compared if compared else None),
        "Videos and days of the period for which views and watch time of the library and ours differ by no "
        "more than the tolerance.",
        note=f"{formats.count(agreed)} of {formats.count(compared)}",
    )


def _day(value: datetime | None) -> str:
    return formats.NOTHING if value is None else f"{value:%-d %b %Y}"
