"""Whether streams are up, and how fast they answer, as tiles. Pure."""

from dashboards import formats
from dashboards.metrics.tile import Row, Tile


def uptime(row: Row) -> Tile:
    """Share of observed time that streams were good."""
    n = row["check_count"]
    return Tile(
        "Stream uptime",
        formats.enough(formats.percent(row["uptime_ratio"]), n),
        "Time that checked streams were good, as a share of the time observed. n counts checks.",
        note=formats.sample(n),
    )


def checked_streams(row: Row) -> Tile:
    """Streams with at least one check."""
    return Tile(
        "Checked streams",
        formats.count(row["stream_count"]),
        "Streams that were checked at least once in the period.",
        note=f"{formats.count(row['check_count'])} checks",
    )


def open_incidents(row: Row) -> Tile:
    """Incidents that have not ended."""
    return Tile(
        "Open incidents",
        formats.count(row["open_incident_count"]),
        "Incidents that had not ended when the snapshot was built. Beside it: all of the period.",
        note=f"{formats.count(row['incident_count'])} in the period",
    )


def incident_length(row: Row) -> Tile:
    """Median length of closed incidents."""
    n = row["closed_incident_count"]
    return Tile(
        "Incident length, median",
        formats.enough(formats.duration(row["median_incident_seconds"]), n),
        "Half of the incidents that touch the period and have ended were shorter.",
        note=formats.sample(n),
    )


def median_response(row: Row) -> Tile:
    """Median of the time to the first byte."""
    return _response(row, "p50_ttfb_ms", "median", "half of the checks were answered faster")


def slow_response(row: Row) -> Tile:
    """95th percentile of the time to the first byte."""
    return _response(row, "p95_ttfb_ms", "p95", "95% of the checks were answered faster")


def _response(row: Row, column: str, name: str, meaning: str) -> Tile:
    n = row["check_count"]
    return Tile(
        f"Response, {name}",
        formats.enough(formats.milliseconds(row[column]), n),
        f"Time from a check's request to the first byte; {meaning}. n counts checks that got an answer.",
        note=formats.sample(n),
    )
