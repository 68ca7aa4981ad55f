"""Pipeline: how fresh everything is, what was published, and what was refused."""

from datetime import UTC, datetime

import streamlit as st

from dashboards import charts, columns, components, data, formats, metrics, watermarks
from dashboards.queries import pipeline

_OUTCOMES = ["accepted", "rejected", "unchanged"]
_SOURCES = ["catalog", "guide", "events", "cmcd"]

view = data.current_view()
manifest = view.snapshot.manifest
totals = view.row(pipeline.SUMMARY)
now = datetime.now(UTC)
tables = watermarks.tables(manifest)
components.tiles(
    metrics.snapshot_age(formats.age(manifest.built_at, now), len(data.store().ids())),
    metrics.table_rows(sum(tables["row_count"]), tables.height, sum(tables["size_bytes"])),
    metrics.rejected_syncs(totals),
    metrics.rejected_records(totals),
)
if not view.holds("fct_catalog_syncs", "fct_views"):
    components.no_catalog()
    components.no_views()

left, right = st.columns(2)
with left:
    components.table_card(
        "Freshness of the sources",
        "The newest record of each source that this snapshot holds, and its age now.",
        watermarks.freshness(manifest, now),
        {
            "source": columns.text("Source"),
            "newest_at": columns.moment("Newest record"),
            "age": columns.text("Age"),
        },
    )
with right:
    components.table_card(
        "Published tables",
        f"Tables of snapshot {manifest.snapshot_id}.",
        tables,
        {
            "table_name": columns.text("Table"),
            "row_count": columns.count("Rows"),
            "size": columns.text("Size"),
        },
    )

left, right = st.columns(2)
with left:
    syncs = view.frame(pipeline.SYNCS_DAILY)
    components.chart_card(
        "Syncs by day",
        "Catalog and guide syncs by outcome on each day (UTC).",
        charts.stacked_days(syncs, "sync_count", "outcome", "Syncs", _OUTCOMES),
        syncs,
    )
with right:
    rejects = view.frame(pipeline.REJECTS_DAILY)
    components.chart_card(
        "Rejected records by day",
        "Records in quarantine by where they came from. Those of players belong to no provider.",
        charts.stacked_days(rejects, "reject_count", "source", "Records", _SOURCES),
        rejects,
    )

components.table_card(
    "Quarantine",
    "Rejected records of the period by reason. The originals are kept in the raw tables.",
    view.frame(pipeline.REJECTS),
    {
        "source": columns.text("Source"),
        "provider_id": columns.text("Provider"),
        "reason": columns.text("Reason"),
        "reject_count": columns.count("Records"),
        "last_rejected_at": columns.moment("Last seen"),
    },
)
components.table_card(
    "Syncs",
    "Up to 1,000 syncs of the period, newest first.",
    view.frame(pipeline.SYNCS),
    {
        "started_at": columns.moment("Started"),
        "provider_name": columns.text("Provider"),
        "sync_kind": columns.text("Kind"),
        "outcome": columns.text("Outcome"),
        "reason": columns.text("Reason"),
        "detail": columns.text("Detail"),
        "entry_count": columns.count("Entries"),
        "reject_count": columns.count("Rejects"),
        "duration_seconds": columns.number("Length (s)"),
    },
)
