"""One view, as tiles. Pure."""

from collections.abc import Iterator

from dashboards import formats
from dashboards.metrics.tile import Row, Tile


def heading(row: Row) -> str:
    """The title that was watched, and when."""
    title = row["content_title"] or row["content_id"] or "Unknown title"
    return f"{formats.verbatim(title)} · {formats.moment(row['started_at'])}"


def figures(row: Row) -> list[Tile]:
    """What was watched, how well it played, and how far the numbers can be trusted."""
    return [
        Tile(
            "Played",
            formats.duration(row["play_seconds"]),
            "Wall time that the content was playing.",
            note=f"{formats.percent(row['coverage_ratio'])} of the title seen",
        ),
        Tile(
            "Startup",
            formats.milliseconds(row["startup_ms"]),
            "Time from the wish to play to the first picture.",
            note="to the first picture",
        ),
        Tile(
            "Stalls",
            formats.count(row["rebuffer_count"]),
            "Stalls of a quarter of a second and more after the first picture, seeks aside.",
            note=f"{row['rebuffer_seconds'] or 0:,.1f} s, {formats.percent(row['rebuffer_ratio'])}",
        ),
        Tile(
            "Experience score",
            formats.NOTHING if row["experience_score"] is None else f"{row['experience_score']:.0f} of 100",
            "Mean of the known parts: startup, smoothness, success and picture quality.",
            note=_parts(row),
        ),
        Tile(
            "Telemetry loss",
            formats.percent(row["telemetry_loss_ratio"]),
            "Share of the view's events that never arrived, by gaps in their numbers, a lost tail aside.",
            note=f"{formats.count(row['event_count'])} events",
        ),
    ]


def _parts(row: Row) -> str:
    names = ("startup", "smoothness", "success", "quality")
    known = [f"{name} {row[f'{name}_score']:.0f}" for name in names if row[f"{name}_score"] is not None]
    return ", ".join(known) or "no part known"


def facts(row: Row) -> Iterator[tuple[str, str]]:
    """Everything else that is known of the view: name and value."""
    for name, value in row.items():
        if value is not None and name not in _SHOWN:
            yield name, str(value)


_SHOWN = {"play_seconds", "startup_ms", "rebuffer_count", "rebuffer_seconds", "experience_score"}
