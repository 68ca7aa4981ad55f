"""Catalog: what providers list, how it changes, and how much of it the guides cover."""

import streamlit as st

from dashboards import charts, components, data, metrics, notices, queries, tables

_CHANGES = ["added", "removed", "renamed", "moved"]

view = data.current_view()
if not view.holds("dim_streams"):
    notices.no_catalog()
    st.stop()

totals = view.row(queries.catalog.SUMMARY)
if not totals["stream_count"] and not totals["change_count"]:
    notices.empty_filter()
    st.stop()

components.tiles(
    metrics.catalog.listed_streams(totals),
    metrics.catalog.listed_channels(totals),
    metrics.catalog.guide_coverage(totals),
    metrics.catalog.changes(totals),
)

left, right = st.columns(2)
with left:
    daily = view.frame(queries.catalog.CHANGES_DAILY)
    components.chart_card(
        "Changes by day",
        "Entries added, removed, renamed or moved to another address, on each day (UTC).",
        charts.stacked_days(daily, "change_count", "change_type", "Changes", _CHANGES),
        daily,
    )
with right:
    groups = view.frame(queries.catalog.GROUPS)
    components.chart_card(
        "Largest groups",
        "Listed streams by the group that their provider puts them in, as of this snapshot.",
        charts.ranked_bars(groups, "group_title", "stream_count", "Streams"),
        groups,
    )

components.table_card(
    "Guide coverage by provider",
    "Listed channels of each provider, and how many of them a guide covers, as of this snapshot.",
    view.frame(queries.catalog.GUIDE),
    tables.GUIDE,
)
components.table_card(
    "Latest changes",
    "Up to 1,000 changes of the period, newest first.",
    view.frame(queries.catalog.CHANGES),
    tables.CHANGES,
)
