"""Catalog: what providers list, how much of it the guides cover, and the history of each stream."""

import streamlit as st

from dashboards import catalog_tables as tables
from dashboards import charts, components, data, filters, metrics, notices, paging, queries
from dashboards.components import Choice

_LISTED = {"Listed": True, "Removed": False, "All": None}
_TYPES = ["live", "movie", "series", "episode"]

view = data.current_view()
if not view.holds("dim_streams"):
    notices.no_catalog()
    st.stop()

totals = view.row(queries.catalog.SUMMARY)
components.tiles(
    metrics.catalog.listed_streams(totals),
    metrics.catalog.listed_channels(totals),
    metrics.catalog.guide_coverage(totals),
    metrics.catalog.changes(totals),
)

left, right = st.columns(2)
with left:
    components.table_card(
        "Guide coverage by provider",
        "Listed channels of each provider, and how many of them a guide covers, as of this snapshot.",
        view.frame(queries.catalog.GUIDE),
        tables.GUIDED,
    )
with right:
    groups = view.frame(queries.catalog.GROUPS)
    components.chart_card(
        "Largest groups",
        "Listed streams by the group that their provider puts them in, as of this snapshot.",
        charts.ranked_bars(groups, "group_title", "stream_count", "Streams"),
        groups,
    )

with st.container(horizontal=True):
    sought = filters.search("Name or group", key="stream_search")
    stream_type = filters.one_of("Type", _TYPES, key="stream_type")
    listed = filters.choice("Streams", list(_LISTED), "Listed", key="streams")
paging.table_card(
    view,
    "Streams",
    "Streams of the chosen providers by name, as of this snapshot. Choose a row to see its history.",
    queries.catalog.STREAMS,
    tables.STREAMS,
    key="stream_page",
    choice=Choice("stream_key", "stream_key"),
    q=sought,
    stream_type=stream_type,
    is_listed=_LISTED[listed],
)

stream_key = filters.text("Stream key", "Choose a row above, or paste a key", key="stream_key")
if stream_key:
    components.table_card(
        "History of the stream",
        "What the provider said of the stream, the newest version first, and why each began.",
        view.frame(queries.catalog.VERSIONS, stream_key=stream_key),
        tables.VERSIONS,
    )
