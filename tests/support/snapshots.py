"""Snapshots for tests: an empty one, and a full one of hand-made rows whose totals are known.

The facts are rows in the `*_rows` modules beside this one; the daily and hourly marts are added up from them
here. A column of a contract that no row gives is null. `FULL_TOTALS` is counted from the rows in plain
Python, without any of the SQL under test.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from statistics import quantiles

import duckdb
import polars as pl

from app.settings import Settings
from app.snapshot import SnapshotStore
from tests.support import (
    catalog_history_rows,
    catalog_rows,
    health_rows,
    library_rows,
    live_rows,
    matching_rows,
    playback_rows,
    quality_rows,
    viewer_rows,
)
from tests.support.contracts import mart_schemas
from tests.support.playback_rows import LAST_DAY, Row, at

DATA_UNTIL = at(LAST_DAY, hours=23)
_AGGREGATES = Path(__file__).with_name("aggregates.sql")
SEARCHED = {
    "dim_channels": ("channel_name", "channel_id"),
    "dim_streams": ("stream_name", "group_title"),
    "dim_catalog_titles": ("title_name",),
    "fct_catalog_changes": ("stream_name", "old_value", "new_value"),
    "fct_guide_revisions": ("channel_id", "new_title", "old_title"),
    "map_stream_channels": ("stream_name", "candidate_name", "candidate_id"),
    "fct_match_reviews": ("stream_name", "candidate_name", "candidate_id"),
}
"""What the rows of a mart are searched by."""


def publish_empty(data_dir: Path) -> str:
    """Publish a snapshot of every mart with zero rows; return its id."""
    frames = {name: pl.DataFrame(schema=schema) for name, schema in mart_schemas().items()}
    return publish(data_dir, frames)


def publish_full(data_dir: Path) -> str:
    """Publish the hand-made snapshot; return its id."""
    return publish(data_dir, full_frames())


def publish(data_dir: Path, frames: Mapping[str, pl.DataFrame]) -> str:
    """Publish the given frames as marts; return the snapshot's id."""
    settings = Settings(data_dir=data_dir)

    def write(folder: Path) -> None:
        for name, frame in frames.items():
            frame.write_parquet(folder / f"{name}.parquet")

    watermarks = dict.fromkeys(("catalog_syncs", "playback_events", "stream_checks"), DATA_UNTIL)
    store = SnapshotStore(settings.published_dir)
    return store.publish(write, watermarks=watermarks, keep=settings.snapshots_kept).snapshot_id


def searchable(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame of a mart with the texts that its rows are searched by."""
    if name not in SEARCHED:
        return frame
    texts = pl.concat_str(SEARCHED[name], separator="\n", ignore_nulls=True).str.to_lowercase()
    return frame.with_columns(search_text=texts.str.normalize("NFD").str.replace_all(r"\p{M}", ""))


@cache
def full_frames() -> dict[str, pl.DataFrame]:
    """Every mart of the full snapshot."""
    facts = {name: _frame(name, rows) for name, rows in _fact_rows().items()}
    with duckdb.connect() as connection:
        for name, frame in facts.items():
            connection.register(name, frame)
        derived = {name: connection.sql(sql).pl() for name, sql in _aggregate_queries().items()}
    frames = facts | {name: _typed(name, frame) for name, frame in derived.items()}
    assert frames.keys() == mart_schemas().keys(), frames.keys() ^ mart_schemas().keys()
    return frames


def _fact_rows() -> dict[str, list[Row]]:
    views = playback_rows.views()
    minutes = playback_rows.concurrency(views)
    ad_views = live_rows.ad_views(views)
    return {
        "dim_providers": catalog_rows.providers(),
        "dim_channels": catalog_rows.channels(),
        "dim_streams": health_rows.checked_streams(),
        "dim_titles": _viewed_titles(views),
        "fct_catalog_syncs": catalog_rows.syncs(),
        "fct_catalog_changes": catalog_rows.changes(),
        "fct_programmes": catalog_rows.programmes(),
        "dim_streams_history": catalog_history_rows.stream_versions(),
        "dim_catalog_titles": catalog_history_rows.titles(),
        "fct_catalog_defects": catalog_history_rows.defects(),
        "fct_account_states": catalog_history_rows.account_states(),
        "agg_provider_scorecard": catalog_history_rows.scorecards(),
        "fct_guide_revisions": catalog_history_rows.revisions(),
        "agg_guide_coverage": catalog_history_rows.coverage(),
        "map_stream_channels": matching_rows.stream_maps(),
        "map_guide_channels": matching_rows.guide_maps(),
        "fct_match_reviews": matching_rows.reviews(),
        "agg_channel_backups": matching_rows.backups(),
        "agg_library_daily": library_rows.totals(views),
        "agg_reconciliation_daily": library_rows.reconciliation(views),
        "fct_heatmap_segments": library_rows.heatmap(),
        "fct_stream_checks": health_rows.checks(),
        "fct_incidents": health_rows.incidents(),
        "fct_views": views,
        "fct_view_events": quality_rows.view_events(views),
        "agg_concurrency_minutely": minutes,
        "agg_concurrency_daily": playback_rows.concurrency_daily(minutes),
        "agg_title_retention": quality_rows.retention(views),
        "agg_watch_hourly": live_rows.watch_hourly(views),
        "agg_programme_audience": live_rows.programme_audience(views),
        "fct_ad_views": ad_views,
        "agg_ads_daily": live_rows.ads_daily(ad_views),
        "dim_viewers": viewer_rows.viewers(views),
        "fct_visits": viewer_rows.visits(views),
        "agg_viewers_daily": viewer_rows.viewers_daily(views),
        "agg_viewers_periodic": viewer_rows.viewers_periodic(views),
        "agg_cohorts_weekly": viewer_rows.cohorts(),
        "fct_binges": viewer_rows.binges(),
        "agg_breakdown_daily": viewer_rows.breakdown(views),
        "agg_titles_trending": live_rows.trending(),
        "fct_anomalies": live_rows.anomalies(),
        "agg_rejects_daily": catalog_rows.rejects(),
    }


def _viewed_titles(views: list[Row]) -> list[Row]:
    def with_views(title: Row) -> Row:
        of_title = [view for view in views if view["title_key"] == title["title_key"]]
        return {
            **title,
            "first_viewed_at": min(view["started_at"] for view in of_title),
            "last_viewed_at": max(view["started_at"] for view in of_title),
            "view_count": len(of_title),
            "is_simulated": all(view["is_simulated"] for view in of_title),
        }

    return [with_views(title) for title in playback_rows.titles()]


def _frame(name: str, rows: list[Row]) -> pl.DataFrame:
    return searchable(name, pl.DataFrame(rows, schema=mart_schemas()[name]))


def _typed(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    schema = mart_schemas()[name]
    missing = [pl.lit(None).alias(name) for name in schema.names() if name not in frame.columns]
    return frame.with_columns(missing).select(schema.names()).cast(schema)


def _aggregate_queries() -> dict[str, str]:
    parts = _AGGREGATES.read_text().split("-- mart: ")[1:]
    return {name: sql for name, _, sql in (part.partition("\n") for part in parts)}


def _count_totals() -> dict[str, float]:
    views = playback_rows.views()
    plays = [view for view in views if view["is_play"]]
    completable = [view for view in plays if view["coverage_ratio"] is not None]
    startups = [view["startup_ms"] for view in views if view["startup_ms"] is not None]
    cuts = quantiles(startups, n=20, method="inclusive")
    played = sum(view["play_seconds"] for view in views)
    stalled = sum(view["rebuffer_seconds"] for view in views)
    failed = [view for view in views if view["is_start_failure"] or view["is_playback_failure"]]
    listed = [stream for stream in health_rows.checked_streams() if stream["is_listed"]]
    counted = [check for check in health_rows.checks() if check["is_counted"]]
    everywhere = [row for row in playback_rows.concurrency(views) if row["scope"] == "all"]
    return {
        "view_count": len(views),
        "play_count": len(plays),
        "viewer_count": len({view["viewer_key"] or view["view_key"] for view in views}),
        "play_seconds": played,
        "peak_viewer_count": max(row["peak_viewer_count"] for row in everywhere),
        "peak_view_count": max(row["peak_view_count"] for row in everywhere),
        "completed_count": sum(view["is_completed"] for view in completable),
        "completable_count": len(completable),
        "completion_ratio": sum(view["is_completed"] for view in completable) / len(completable),
        "startup_count": len(startups),
        "p50_startup_ms": cuts[9],
        "p95_startup_ms": cuts[18],
        "rebuffer_seconds": stalled,
        "rebuffer_ratio": stalled / (stalled + played),
        "failed_view_count": len(failed),
        "failure_ratio": len(failed) / len(views),
        "simulated_view_count": sum(view["is_simulated"] for view in views),
        "provider_count": len(playback_rows.PROVIDER_IDS),
        "catalog_entry_count": sum(row["entry_count"] for row in catalog_rows.providers()),
        "stream_count": len(listed),
        "up_stream_count": sum(stream["last_status"] in ("up", "degraded") for stream in listed),
        "uptime_ratio": sum(check["is_good"] for check in counted) / len(counted),
        "open_incident_count": 1,
    }


FULL_TOTALS = _count_totals()
