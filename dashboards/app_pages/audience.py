"""Audience and titles: what is watched, when, how much of it, and how engaged viewers are."""

import polars as pl
import streamlit as st

from dashboards import charts, components, data, formats, metrics, notices, queries, tables

view = data.current_view()
if not view.holds("fct_views"):
    notices.no_views()
    st.stop()

totals, before = view.row(queries.playback.SUMMARY), view.previous().row(queries.playback.SUMMARY)
if not totals["view_count"]:
    notices.empty_filter()
    st.stop()

titles = view.frame(queries.audience.TITLES, least=formats.LEAST_COUNT)
engagement = view.row(queries.audience.ENGAGEMENT_MEANS)
notices.rotated_viewers()
components.tiles(
    metrics.playback.viewers(totals, before),
    metrics.playback.watch_hours(totals, before, view.filters.day_count),
    metrics.playback.hours_per_viewer(totals),
    metrics.playback.completion(totals),
    metrics.playback.engagement(engagement),
)

left, right = st.columns(2)
with left:
    components.chart_card(
        "Most watched titles",
        "The ten titles with the most hours played.",
        charts.ranked_bars(titles.head(10), "content_title", "watch_hours", "Watch time (h)", form=",.1f"),
        titles.head(10),
    )
with right:
    week = view.frame(queries.audience.WEEK)
    components.chart_card(
        "When people watch",
        "Hours watched by weekday and hour of the day (UTC), over all days of the period.",
        charts.week_grid(week),
        week,
    )

left, right = st.columns(2)
with left:
    completion = view.frame(queries.audience.COMPLETION)
    components.chart_card(
        "How much of a title is seen",
        "Plays of titles with a known length, by the share of the title that was really played.",
        charts.histogram(completion, "completion_bucket", "view_count", "Share seen (%)", "Plays"),
        completion.filter(pl.col("view_count").sum() > 0),
    )
with right:
    scores = view.frame(queries.audience.ENGAGEMENT)
    components.chart_card(
        "Engagement scores",
        "Days of viewers by score: up to 25 for views, 40 for hours, 20 for variety and 15 for completion. "
        "Always over all providers.",
        charts.histogram(scores, "score_bucket", "viewer_day_count", "Score", "Viewer days"),
        scores,
    )

components.table_card(
    "Titles",
    "Up to 1,000 titles by hours played. Completion needs at least five plays of known length.",
    titles,
    tables.TITLES,
)
