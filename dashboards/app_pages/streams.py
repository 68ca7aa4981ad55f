"""Streams and providers: what was up, what broke, and how fast origins answer."""

import streamlit as st

from dashboards import charts, columns, components, data, formats, metrics
from dashboards.queries import health

_RANKINGS = {"Most unstable": "unstable", "Lowest uptime": "lowest"}

view = data.current_view()
if not view.holds("agg_stream_health_daily"):
    components.no_checks()
    st.stop()

totals, response = view.row(health.SUMMARY), view.row(health.RESPONSE_SUMMARY)
if not totals["check_count"]:
    components.empty_filter()
    st.stop()

components.tiles(
    metrics.uptime(totals),
    metrics.checked_streams(totals),
    metrics.open_incidents(totals),
    metrics.incident_length(totals),
    metrics.response(response, "p50_ttfb_ms", "median", "half of the checks were answered faster"),
    metrics.response(response, "p95_ttfb_ms", "p95", "95% of the checks were answered faster"),
)

with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = st.segmented_control(
        "Uptime of",
        ["Providers", "Streams"],
        default="Providers",
        required=True,
        key="uptime_of",
        bind="query-params",
    )
    rows = st.segmented_control(
        "Rows", [10, 20, 40], default=20, required=True, key="rows", bind="query-params"
    )
    ranking = "Lowest uptime"
    if kind == "Streams":
        ranking = st.segmented_control(
            "First", list(_RANKINGS), default="Most unstable", required=True, key="first", bind="query-params"
        )

parameters = {"grain": view.filters.grain, "rows": rows}
if kind == "Streams":
    grid = view.frame(health.STREAM_GRID, **parameters, ranking=_RANKINGS[ranking])
else:
    grid = view.frame(health.PROVIDER_GRID, **parameters)
components.chart_card(
    f"Uptime of {kind.lower()}",
    f"Good time as a share of the time observed, by {view.filters.grain} (UTC). {ranking} first; no cell: no check.",
    charts.uptime_grid(grid, view.filters.grain),
    grid,
)

left, right = st.columns(2)
with left:
    uptime = view.frame(health.DAILY)
    components.chart_card(
        "Uptime by day",
        "Good time as a share of the time observed, over all checked streams.",
        charts.day_area(uptime, "uptime_ratio", "Uptime (%)", form=".0%"),
        uptime,
    )
with right:
    answers = view.frame(health.RESPONSE, least=formats.LEAST_COUNT)
    components.chart_card(
        "Response time by day",
        "Median and 95th percentile of the time to the first byte; days of fewer than five answers are left out.",
        charts.day_lines(answers, {"p50_ttfb_ms": "Median", "p95_ttfb_ms": "p95"}, "Time to first byte (ms)"),
        answers,
    )

components.table_card(
    "Incidents",
    "Up to 1,000 incidents that touch the period, open ones first.",
    view.frame(health.INCIDENTS),
    {
        "stream_name": columns.text("Stream"),
        "provider_id": columns.text("Provider"),
        "is_open": columns.flag("Open"),
        "opened_at": columns.moment("Opened"),
        "closed_at": columns.moment("Closed"),
        "duration_minutes": columns.number("Length (min)", 0),
        "failed_check_count": columns.count("Failed checks"),
        "first_reason": columns.text("First reason"),
    },
)
