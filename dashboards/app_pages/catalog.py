"""Catalog: what providers list, how it changes, and how much of it the guides cover."""

import streamlit as st

from dashboards import charts, columns, components, data, metrics
from dashboards.queries import catalog

_CHANGES = ["added", "removed", "renamed", "moved"]

view = data.current_view()
if not view.holds("dim_streams"):
    components.no_catalog()
    st.stop()

totals = view.row(catalog.SUMMARY)
if not totals["stream_count"] and not totals["change_count"]:
    components.empty_filter()
    st.stop()

components.tiles(
    metrics.listed_streams(totals),
    metrics.listed_channels(totals),
    metrics.guide_coverage(totals),
    metrics.catalog_changes(totals),
)

left, right = st.columns(2)
with left:
    daily = view.frame(catalog.CHANGES_DAILY)
    components.chart_card(
        "Changes by day",
        "Entries added, removed, renamed or moved to another address, on each day (UTC).",
        charts.stacked_days(daily, "change_count", "change_type", "Changes", _CHANGES),
        daily,
    )
with right:
    groups = view.frame(catalog.GROUPS)
    components.chart_card(
        "Largest groups",
        "Listed streams by the group that their provider puts them in, as of this snapshot.",
        charts.ranked_bars(groups, "group_title", "stream_count", "Streams"),
        groups,
    )

components.table_card(
    "Guide coverage by provider",
    "Listed channels of each provider, and how many of them a guide covers, as of this snapshot.",
    view.frame(catalog.GUIDE),
    {
        "provider_name": columns.text("Provider"),
        "stream_count": columns.count("Streams"),
        "channel_count": columns.count("Channels (n)"),
        "guided_channel_count": columns.count("With a guide"),
        "guide_ratio": columns.share("Guide coverage"),
    },
)
components.table_card(
    "Latest changes",
    "Up to 1,000 changes of the period, newest first.",
    view.frame(catalog.CHANGES),
    {
        "changed_at": columns.moment("Changed"),
        "provider_id": columns.text("Provider"),
        "change_type": columns.text("Change"),
        "stream_name": columns.text("Stream"),
        "old_value": columns.text("Before"),
        "new_value": columns.text("After"),
    },
)
