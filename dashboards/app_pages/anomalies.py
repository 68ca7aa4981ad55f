"""Anomalies: what was out of the ordinary, and what explains it."""

import streamlit as st

from dashboards import anomalies, charts, components, data, notices, queries, tables

view = data.current_view()
if not view.holds("fct_views"):
    notices.no_views()
    st.stop()

if not view.holds("fct_anomalies"):
    notices.no_anomalies()
    st.stop()

found = anomalies.worded(view.frame(queries.anomalies.LIST))
components.trust(view.row(queries.playback.SUMMARY))
notices.all_providers(view.filters.providers)
components.chart_card(
    "How far from the usual",
    "Days and hours whose value is far from the median of the same weekday, or hour of the week, before: "
    "(value - median) / spread, the spread from median absolute deviations.",
    charts.deviations(found),
    found,
)
components.table_card(
    "Anomalies",
    "The largest first. Mostly from: the value of a dimension that moved most, with its share of the change; "
    "above 100% where others moved the other way.",
    found,
    tables.ANOMALIES,
)
