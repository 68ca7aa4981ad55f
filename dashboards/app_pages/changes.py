"""Changes: what came, went and is described otherwise in the catalogs."""

import streamlit as st

from dashboards import catalog_tables as tables
from dashboards import charts, components, data, filters, metrics, notices, paging, queries

_TYPES = ["added", "removed", "renamed", "moved", "regrouped", "guide_changed", "retyped"]

view = data.current_view()
if not view.holds("fct_catalog_changes"):
    notices.no_changes()
    st.stop()

totals = view.row(queries.changes.SUMMARY)
if not totals["change_count"]:
    notices.empty_filter()
    st.stop()

components.tiles(
    metrics.catalog.changes(totals),
    metrics.catalog.changed_streams(totals),
    metrics.catalog.moves(totals),
    metrics.catalog.described_anew(totals),
)
daily = view.frame(queries.changes.DAILY)
components.chart_card(
    "Changes by day",
    "Changes of streams on each day (UTC): added or removed, another name, address, group, guide id or type.",
    charts.stacked_days(daily, "change_count", "change_type", "Changes", _TYPES),
    daily,
)
with st.container(horizontal=True):
    sought = filters.search("Name, old or new value", key="change_search")
    change_type = filters.one_of("Change", _TYPES, key="change")
paging.table_card(
    view,
    "Changes",
    "Changes of the period, newest first. A provider's first sync is the baseline and holds none.",
    queries.changes.CHANGES,
    tables.CHANGES,
    key="change_page",
    q=sought,
    change_type=change_type,
)
