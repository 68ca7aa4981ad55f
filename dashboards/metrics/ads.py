"""How far ads are seen, as tiles. Pure."""

from dashboards import formats
from dashboards.metrics.tile import Row, Tile


def ad_views(row: Row) -> Tile:
    """Ads started."""
    return Tile(
        "Ad views",
        formats.count(row["ad_view_count"]),
        "Ads that started, each time they did.",
        note=f"{formats.count(row['ad_count'])} ads in {formats.count(row['view_count'])} views",
    )


def completion(row: Row) -> Tile:
    """Share of ads seen to their end."""
    return _share(row, "Ad completion", "completion_ratio", "played to their end")


def skips(row: Row) -> Tile:
    """Share of ads skipped."""
    return _share(row, "Skipped", "skip_ratio", "were skipped by the viewer")


def hours(row: Row) -> Tile:
    """Time of ads."""
    return Tile(
        "Ad time",
        formats.hours(row["watch_hours"]),
        "Hours that ads were playing.",
        note="over all ads",
    )


def _share(row: Row, label: str, column: str, what: str) -> Tile:
    n = row["ad_view_count"]
    return Tile(
        label,
        formats.enough(formats.percent(row[column]), n),
        f"Share of started ads that {what}.",
        note=formats.sample(n),
    )
