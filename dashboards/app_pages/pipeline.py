"""Pipeline: how fresh everything is, what was published, and what was refused."""

from datetime import UTC, datetime

import streamlit as st

from dashboards import charts, components, data, formats, metrics, notices, queries, tables, watermarks

_OUTCOMES = ["accepted", "rejected", "unchanged"]
_SOURCES = ["catalog", "guide", "events", "cmcd"]

view = data.current_view()
manifest = view.snapshot.manifest
totals = view.row(queries.pipeline.SUMMARY)
now = datetime.now(UTC)
published = watermarks.tables(manifest)
components.tiles(
    metrics.pipeline.snapshot_age(formats.age(manifest.built_at, now), len(data.store().ids())),
    metrics.pipeline.table_rows(sum(published["row_count"]), published.height, sum(published["size_bytes"])),
    metrics.pipeline.rejected_syncs(totals),
    metrics.pipeline.rejected_records(totals),
)
if not view.holds("fct_catalog_syncs", "fct_views"):
    notices.no_catalog()
    notices.no_views()

left, right = st.columns(2)
with left:
    components.table_card(
        "Freshness of the sources",
        "The newest record of each source that this snapshot holds, and its age now.",
        watermarks.freshness(manifest, now),
        tables.FRESHNESS,
    )
with right:
    components.table_card(
        "Published tables",
        f"Tables of snapshot {manifest.snapshot_id}.",
        published,
        tables.PUBLISHED,
    )

left, right = st.columns(2)
with left:
    syncs = view.frame(queries.pipeline.SYNCS_DAILY)
    components.chart_card(
        "Syncs by day",
        "Catalog and guide syncs by outcome on each day (UTC).",
        charts.stacked_days(syncs, "sync_count", "outcome", "Syncs", _OUTCOMES),
        syncs,
    )
with right:
    rejects = view.frame(queries.pipeline.REJECTS_DAILY)
    components.chart_card(
        "Rejected records by day",
        "Records in quarantine by where they came from. Those of players belong to no provider.",
        charts.stacked_days(rejects, "reject_count", "source", "Records", _SOURCES),
        rejects,
    )

components.table_card(
    "Quarantine",
    "Rejected records of the period by reason. The originals are kept in the raw tables.",
    view.frame(queries.pipeline.REJECTS),
    tables.REJECTS,
)
components.table_card(
    "Syncs",
    "Up to 1,000 syncs of the period, newest first.",
    view.frame(queries.pipeline.SYNCS),
    tables.SYNCS,
)
