"""Overview: how much is watched, how well it plays, and whether the streams are up."""

import streamlit as st

from dashboards import charts, components, data, formats, metrics, notices, queries, tables

view = data.current_view()
if not view.holds("fct_views", "agg_stream_health_daily"):
    notices.no_views()
    notices.no_catalog()
    st.stop()

totals = view.row(queries.playback.SUMMARY) | view.row(queries.playback.PEAK)
before = view.previous().row(queries.playback.SUMMARY) | view.previous().row(queries.playback.PEAK)
checked = view.row(queries.health.SUMMARY)
daily = view.frame(queries.playback.DAILY)
if not totals["view_count"] and not checked["check_count"]:
    notices.empty_filter()
    st.stop()

if before["is_whole"]:
    st.caption(f"Changes are against the {view.filters.day_count} days before.")
notices.rotated_viewers()
components.tiles(
    metrics.playback.views(totals, before, daily["view_count"].to_list()),
    metrics.playback.watch_hours(totals, before, daily.height, daily["watch_hours"].to_list()),
    metrics.playback.viewers(totals, before, daily["viewer_count"].to_list()),
    metrics.playback.peak_viewers(totals, before, daily["peak_viewer_count"].to_list()),
)
components.tiles(
    metrics.playback.completion(totals),
    metrics.quality.median_startup(totals),
    metrics.quality.rebuffering(totals),
    metrics.quality.failures(totals),
    metrics.quality.telemetry_loss(totals),
    metrics.quality.covered_viewers(totals),
    metrics.health.uptime(checked),
    metrics.health.open_incidents(checked),
)

left, right = st.columns(2)
with left:
    components.chart_card(
        "Watch time by day",
        "Hours of content played on each day (UTC), by the day the view started.",
        charts.day_bars(daily, "watch_hours", "Watch time (h)", form=",.1f"),
        daily.select("day", "watch_hours", "view_count", "viewer_count"),
    )
with right:
    components.chart_card(
        "Peak viewers by day",
        "Most viewers at the same time on each day (UTC).",
        charts.day_area(daily, "peak_viewer_count", "Peak viewers"),
        daily.select("day", "peak_viewer_count"),
    )

components.table_card(
    "Providers",
    "Viewing and stream health of each provider in the period. Uptime needs at least five checks.",
    view.frame(queries.health.PROVIDERS, least=formats.LEAST_COUNT),
    tables.PROVIDERS,
)
