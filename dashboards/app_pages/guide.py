"""Guide: how far guides reach, which are stale, and how they were revised."""

import streamlit as st

from dashboards import catalog_tables as tables
from dashboards import charts, components, data, filters, metrics, notices, paging, queries

_SHOWN = {"All": "all", "Nothing on now": "nothing_now", "With gaps": "gaps", "Stale": "stale"}
_REVISIONS = ["added", "removed", "retimed", "retitled"]

view = data.current_view()
if not view.holds("agg_guide_coverage"):
    notices.no_guide()
    st.stop()

totals = view.row(queries.guides.SUMMARY)
if not totals["channel_count"]:
    notices.empty_filter()
    st.stop()

components.tiles(
    metrics.guides.channels(totals),
    metrics.guides.on_now(totals),
    metrics.guides.next_day(totals),
    metrics.guides.next_week(totals),
    metrics.guides.stale(totals),
    metrics.guides.faults(totals),
)

left, right = st.columns(2)
with left:
    reach = view.frame(queries.guides.REACH)
    components.chart_card(
        "Channels by coverage",
        "Channels by how much of the 24 hours after the newest guide sync programmes cover.",
        charts.histogram(reach, "tenth", "channel_count", "Covered (%)", "Channels"),
        reach,
    )
with right:
    revised = view.frame(queries.guides.REVISIONS_DAILY)
    components.chart_card(
        "Revisions by day",
        "Broadcasts that a later guide added, removed, moved or renamed, by the day (UTC) of the sync.",
        charts.stacked_days(revised, "revision_count", "revision_type", "Revisions", _REVISIONS),
        revised,
    )

components.table_card(
    "Guides by provider",
    "Coverage of each provider's guides as of their newest sync, those with most stale channels first.",
    view.frame(queries.guides.SOURCES),
    tables.GUIDES,
)

with st.container(horizontal=True):
    sought = filters.search("Channel name or guide id", key="guide_search")
    shown = filters.choice("Channels", list(_SHOWN), "All", key="guide")
paging.table_card(
    view,
    "Coverage by channel",
    "What guides tell of each channel as of their newest sync: the catalog's first, the least covered first.",
    queries.guides.COVERAGE,
    tables.COVERAGE,
    key="guide_page",
    q=sought,
    shown=_SHOWN[shown],
)

with st.container(horizontal=True):
    title = filters.search("Title or guide id", key="revision_search")
    revision_type = filters.one_of("Revision", _REVISIONS, key="revision")
paging.table_card(
    view,
    "Revisions",
    "Broadcasts of the period that differ between two guide syncs in a row, newest first.",
    queries.guides.REVISIONS,
    tables.REVISIONS,
    key="revision_page",
    q=title,
    revision_type=revision_type,
)
