"""One view: its states from start to end, its events, its figures."""

import polars as pl
import streamlit as st

from dashboards import charts, components, data, filters, metrics, notices, queries, tables, timelines

_ORDERS = {
    "Newest": "recent",
    "Worst": "worst",
    "Failed": "failed",
    "Most stalled": "stalled",
    "Slowest start": "slow",
}

view = data.current_view()
if not view.holds("fct_views"):
    notices.no_views()
    st.stop()

order = filters.choice("Views", list(_ORDERS), "Newest", key="views")
found = view.frame(queries.views.LIST, order=_ORDERS[order])
components.view_list(found, tables.VIEWS)

view_key = filters.text("View key", "Choose a row above, or paste a key", key="view_key")
if not view_key:
    st.stop()
chosen = view.frame(queries.views.ONE, view_key=view_key)
if chosen.is_empty():
    notices.no_such_view()
    st.stop()

figures = chosen.row(0, named=True)
events = view.frame(queries.views.EVENTS, view_key=view_key)
st.subheader(metrics.views.heading(figures), anchor=False)
components.tiles(*metrics.views.figures(figures))
if not events.is_empty():
    length = (figures["ended_at"] - figures["started_at"]).total_seconds()
    spans = timelines.spans(events, length)
    components.chart_card(
        "Timeline",
        "The state of the player from the start of the view to its end, and the events that were reported.",
        charts.state_band(spans, events),
        spans,
    )
    notices.unbelieved(timelines.unbelieved_seconds(spans, figures["play_seconds"]))
left, right = st.columns([3, 2])
with left:
    components.table_card(
        "Events",
        "Changes of state and what else was of note; heartbeats that changed nothing are left out.",
        tables.with_clock(events, "offset_seconds"),
        tables.EVENTS,
    )
with right:
    components.table_card(
        "All figures",
        "Everything that the warehouse knows of this view, by the names of the mart.",
        pl.DataFrame(metrics.views.facts(figures), schema=["name", "value"], orient="row"),
        tables.FACTS,
    )
