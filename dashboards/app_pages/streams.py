"""Streams and providers: what was up, what broke, and how fast origins answer."""

import streamlit as st

from dashboards import charts, components, data, filters, formats, metrics, notices, queries, tables

_RANKINGS = {"Most unstable": "unstable", "Lowest uptime": "lowest"}

view = data.current_view()
if not view.holds("agg_stream_health_daily"):
    notices.no_checks()
    st.stop()

totals, response = view.row(queries.health.SUMMARY), view.row(queries.health.RESPONSE_SUMMARY)
if not totals["check_count"]:
    notices.empty_filter()
    st.stop()

components.tiles(
    metrics.health.uptime(totals),
    metrics.health.checked_streams(totals),
    metrics.health.open_incidents(totals),
    metrics.health.incident_length(totals),
    metrics.health.median_response(response),
    metrics.health.slow_response(response),
)

with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = filters.choice("Uptime of", ["Providers", "Streams"], "Providers", key="uptime_of")
    rows = int(filters.choice("Rows", ["10", "20", "40"], "20", key="rows"))
    ranking = "Lowest uptime"
    if kind == "Streams":
        ranking = filters.choice("First", list(_RANKINGS), "Most unstable", key="first")

parameters = {"grain": view.filters.grain, "rows": rows}
if kind == "Streams":
    grid = view.frame(queries.health.STREAM_GRID, **parameters, ranking=_RANKINGS[ranking])
else:
    grid = view.frame(queries.health.PROVIDER_GRID, **parameters)
components.chart_card(
    f"Uptime of {kind.lower()}",
    f"Good time as a share of the time observed, by {view.filters.grain} (UTC). {ranking} first.",
    charts.uptime_grid(grid, view.filters.grain),
    grid,
)

left, right = st.columns(2)
with left:
    uptime = view.frame(queries.health.DAILY)
    components.chart_card(
        "Uptime by day",
        "Good time as a share of the time observed, over all checked streams.",
        charts.day_area(uptime, "uptime_ratio", "Uptime (%)", form=".0%"),
        uptime,
    )
with right:
    answers = view.frame(queries.health.RESPONSE, least=formats.LEAST_COUNT)
    components.chart_card(
        "Response time by day",
        "Median and 95th percentile of the time to the first byte, on days of at least five answers.",
        charts.day_lines(answers, {"p50_ttfb_ms": "Median", "p95_ttfb_ms": "p95"}, "Time to first byte (ms)"),
        answers,
    )

components.table_card(
    "Incidents",
    "Up to 1,000 incidents that touch the period, open ones first.",
    view.frame(queries.health.INCIDENTS),
    tables.INCIDENTS,
)
