"""How well it plays, as tiles. Pure."""

from dashboards import formats
from dashboards.metrics.tile import Row, Tile


def median_startup(row: Row) -> Tile:
    """Median of the startup time."""
    return _startup(row, "p50_startup_ms", "median", "half of the plays started faster")


def slow_startup(row: Row) -> Tile:
    """95th percentile of the startup time."""
    return _startup(row, "p95_startup_ms", "p95", "95% of the plays started faster")


def rebuffering(row: Row) -> Tile:
    """Share of time lost to stalls."""
    n = row["playing_count"]
    return Tile(
        "Rebuffering",
        formats.enough(formats.percent(row["rebuffer_ratio"]), n),
        "Rebuffering time as a share of rebuffering and playing time together, of covered views.",
        note=formats.sample(n),
    )


def failures(row: Row) -> Tile:
    """Share of views that a fatal error ended."""
    n = row["covered_view_count"]
    return Tile(
        "Failures",
        formats.enough(formats.percent(row["failure_ratio"]), n),
        "Share of covered views that a fatal error ended, before or after the first picture.",
        note=formats.sample(n),
    )


def early_exits(row: Row) -> Tile:
    """Share of views left before the first picture."""
    n = row["covered_view_count"]
    return Tile(
        "Exits before start",
        formats.enough(formats.percent(row["exit_ratio"]), n),
        "Share of covered views left without an error before the first picture came.",
        note=formats.sample(n),
    )


def telemetry_loss(row: Row) -> Tile:
    """Share of what players sent that never arrived."""
    n = row["numbered_count"]
    return Tile(
        "Telemetry loss",
        formats.enough(formats.percent(row["telemetry_loss_ratio"]), n),
        "Share of events that never arrived, by gaps in the players' numbering. A lost tail cannot be seen. "
        "n counts views with numbered events.",
        note=formats.sample(n),
    )


def covered_viewers(row: Row) -> Tile:
    """Share of viewers whose players tell of quality."""
    n = row["viewer_count"]
    return Tile(
        "Viewers covered",
        formats.enough(formats.percent(row["covered_ratio"]), n),
        "Share of viewers with a view whose player tells of quality: own events, CMCD or mux beacons. "
        "Imported histories and access logs do not.",
        note=formats.sample(n),
    )


def _startup(row: Row, column: str, name: str, meaning: str) -> Tile:
    n = row["startup_count"]
    return Tile(
        f"Startup, {name}",
        formats.enough(formats.milliseconds(row[column]), n),
        f"Time from the wish to play to the first picture; {meaning}.",
        note=formats.sample(n),
    )
