"""The metrics as tiles: value, unit, definition, and the number of observations behind it. Pure.

Definitions follow the warehouse's marts and the API's `/v1/summary`; both give the same numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards import formats

Row = Mapping[str, Any]
Trend = Sequence[float | None]


@dataclass(frozen=True)
class Tile:
    """One metric: `value` with its unit, its definition in a sentence, and what stands beside it."""

    label: str
    value: str
    definition: str
    change: str | None = None
    note: str | None = None
    trend: Trend | None = None


def _change(row: Row, before: Row, column: str) -> str | None:
    return formats.change(row[column], before[column]) if before["is_whole"] else None


def _each(total: float, parts: int, unit: str) -> str | None:
    return f"{total / parts:,.1f} {unit}" if parts else None


def views(row: Row, before: Row, trend: Trend) -> Tile:
    """Attempts to play."""
    return Tile(
        "Views",
        formats.count(row["view_count"]),
        "Attempts to play one title in one player, whether or not they succeeded.",
        change=_change(row, before, "view_count"),
        note=f"{formats.count(row['play_count'])} played",
        trend=trend,
    )


def viewers(row: Row, before: Row, trend: Trend) -> Tile:
    """Distinct viewers."""
    return Tile(
        "Viewers",
        formats.count(row["viewer_count"]),
        "Distinct viewers over the whole period: somebody who comes back counts once.",
        change=_change(row, before, "viewer_count"),
        note=_each(row["view_count"], row["viewer_count"], "views each"),
        trend=trend,
    )


def watch_hours(row: Row, before: Row, trend: Trend) -> Tile:
    """Time played."""
    return Tile(
        "Watch time",
        formats.hours(row["watch_hours"]),
        "Hours that content was playing, without start, rebuffering, seeking and pause.",
        change=_change(row, before, "watch_hours"),
        note=_each(row["watch_hours"], len(trend), "h a day"),
        trend=trend,
    )


def peak_viewers(row: Row, before: Row, trend: Trend) -> Tile:
    """Most viewers at once."""
    return Tile(
        "Peak viewers",
        formats.count(row["peak_viewer_count"]),
        "Most viewers at the same time, within one minute. Not known for several chosen providers together.",
        change=_change(row, before, "peak_viewer_count"),
        note="at the same time",
        trend=trend,
    )


def completion(row: Row, trend: Trend | None = None) -> Tile:
    """Share of plays seen nearly whole."""
    n = row["completable_count"]
    return Tile(
        "Completion",
        formats.enough(formats.percent(row["completion_ratio"]), n),
        "Share of plays of titles with a known length that saw at least 95% of it.",
        note=formats.sample(n),
        trend=trend,
    )


def startup(row: Row, column: str, name: str, meaning: str) -> Tile:
    """A percentile of the startup time."""
    n = row["startup_count"]
    return Tile(
        f"Startup, {name}",
        formats.enough(formats.milliseconds(row[column]), n),
        f"Time from the wish to play to the first picture; {meaning}.",
        note=formats.sample(n),
    )


def median_startup(row: Row) -> Tile:
    """Median of the startup time."""
    return startup(row, "p50_startup_ms", "median", "half of the plays started faster")


def slow_startup(row: Row) -> Tile:
    """95th percentile of the startup time."""
    return startup(row, "p95_startup_ms", "p95", "95% of the plays started faster")


def rebuffering(row: Row) -> Tile:
    """Share of time lost to stalls."""
    n = row["playing_count"]
    return Tile(
        "Rebuffering",
        formats.enough(formats.percent(row["rebuffer_ratio"]), n),
        "Rebuffering time as a share of rebuffering and playing time together.",
        note=formats.sample(n),
    )


def failures(row: Row) -> Tile:
    """Share of views that a fatal error ended."""
    n = row["view_count"]
    return Tile(
        "Failures",
        formats.enough(formats.percent(row["failure_ratio"]), n),
        "Share of views that a fatal error ended, before or after the first picture.",
        note=formats.sample(n),
    )


def early_exits(row: Row) -> Tile:
    """Share of views left before the first picture."""
    n = row["view_count"]
    return Tile(
        "Exits before start",
        formats.enough(formats.percent(row["exit_ratio"]), n),
        "Share of views left without an error before the first picture came.",
        note=formats.sample(n),
    )


def uptime(row: Row, trend: Trend | None = None) -> Tile:
    """Share of observed time that streams were good."""
    n = row["check_count"]
    return Tile(
        "Stream uptime",
        formats.enough(formats.percent(row["uptime_ratio"]), n),
        "Time that checked streams were good, as a share of the time observed. n counts checks.",
        note=formats.sample(n),
        trend=trend,
    )


def open_incidents(row: Row) -> Tile:
    """Incidents that have not ended."""
    return Tile(
        "Open incidents",
        formats.count(row["open_incident_count"]),
        "Streams that are down as of this snapshot. Beside it: all incidents that touch the period.",
        note=f"{formats.count(row['incident_count'])} in the period",
    )


def hours_per_viewer(row: Row) -> Tile:
    """Mean hours of a viewer over the period."""
    n = row["viewer_count"]
    seconds = row["watch_hours"] * 3600 / n if n else None
    return Tile(
        "Watch time per viewer",
        formats.enough(formats.duration(seconds), n),
        "Hours played over the period, divided by the distinct viewers. n counts viewers.",
        note=formats.sample(n),
    )


def engagement(row: Row) -> Tile:
    """Mean engagement score of viewers' days."""
    n = row["viewer_day_count"]
    score = row["engagement_score"]
    return Tile(
        "Engagement",
        formats.enough(formats.NOTHING if score is None else f"{score:.1f} of 100", n),
        "Mean score of a viewer's day, from views, hours, variety and completion. Over all providers.",
        note=formats.sample(n),
    )


def response(row: Row, column: str, name: str, meaning: str) -> Tile:
    """A percentile of the time to the first byte."""
    n = row["check_count"]
    return Tile(
        f"Response, {name}",
        formats.enough(formats.milliseconds(row[column]), n),
        f"Time from a check's request to the first byte; {meaning}. n counts checks that got an answer.",
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


def incident_length(row: Row) -> Tile:
    """Median length of closed incidents."""
    n = row["closed_incident_count"]
    return Tile(
        "Incident length, median",
        formats.enough(formats.duration(row["median_incident_seconds"]), n),
        "Half of the incidents that touch the period and have ended were shorter.",
        note=formats.sample(n),
    )


def listed_streams(row: Row) -> Tile:
    """Streams in the catalog now."""
    return Tile(
        "Listed streams",
        formats.count(row["stream_count"]),
        "Streams that the last accepted sync of their provider lists, as of this snapshot.",
    )


def listed_channels(row: Row) -> Tile:
    """Channels in the catalog now."""
    return Tile(
        "Channels",
        formats.count(row["channel_count"]),
        "Distinct channels behind the listed streams, as of this snapshot.",
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


def catalog_changes(row: Row) -> Tile:
    """Changes in the period."""
    return Tile(
        "Changes",
        formats.count(row["change_count"]),
        "Entries added, removed, renamed or moved in the period. A provider's first sync is the baseline.",
        note=f"{formats.count(row['added_count'])} added, {formats.count(row['removed_count'])} removed",
    )


def rejected_syncs(row: Row) -> Tile:
    """Syncs that were not accepted."""
    return Tile(
        "Rejected syncs",
        formats.count(row["rejected_sync_count"]),
        "Syncs whose answer was empty, broken or far too small; the catalog stayed as it was.",
        note=f"of {formats.count(row['sync_count'])} syncs",
    )


def rejected_records(row: Row) -> Tile:
    """Quarantined records."""
    return Tile(
        "Rejected records",
        formats.count(row["reject_count"]),
        "Catalog entries, programmes and events that could not be read. They are kept with their reason.",
        note="kept in quarantine",
    )


def table_rows(row_count: int, table_count: int, size_bytes: int) -> Tile:
    """Size of the snapshot."""
    return Tile(
        "Rows in the snapshot",
        formats.count(row_count),
        "Rows of all published tables together, and the size of their files.",
        note=f"{formats.count(table_count)} tables, {formats.size(size_bytes)}",
    )


def snapshot_age(age: str, kept: int) -> Tile:
    """Age of the newest snapshot."""
    return Tile(
        "Last snapshot",
        age,
        "When the snapshot that you see was published. Older ones are kept for going back.",
        note=f"{formats.count(kept)} kept",
    )
