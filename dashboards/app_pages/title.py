"""One title: where people watch, leave and watch again."""

import polars as pl
import streamlit as st

from dashboards import charts, components, data, filters, metrics, notices, queries, tables

view = data.current_view()
if not view.holds("fct_views"):
    notices.no_views()
    st.stop()

choices = view.frame(queries.titles.CHOICE)
if choices.is_empty():
    notices.empty_filter()
    st.stop()

title_key = filters.pick("Title, the most watched first", choices, "title_key", key="title")
totals = view.row(queries.titles.SUMMARY, title_key=title_key)
before = view.previous().row(queries.titles.SUMMARY, title_key=title_key) | {"is_whole": False}
components.tiles(
    metrics.playback.viewers(totals, before),
    metrics.playback.watch_hours(totals, before, view.filters.day_count),
    metrics.playback.completion(totals),
    metrics.playback.bounces(totals),
    metrics.playback.rewatched(totals),
)

if view.holds("fct_heatmap_segments"):
    heat = view.frame(queries.library.HEATMAP_OF_TITLE, title_key=title_key)
    if not heat.is_empty():
        components.chart_card(
            "Heat in the library",
            "How much of each segment was watched, by the measure of the video library that has the title.",
            charts.segment_bars(heat),
            heat,
        )

steps = (
    view.frame(queries.titles.RETENTION, title_key=title_key) if view.holds("agg_title_retention") else None
)
if steps is None or steps.is_empty():
    notices.no_retention()
    st.stop()
if steps["is_suppressed"].all():
    notices.too_few_plays(steps["play_count"][0])
    st.stop()

components.chart_card(
    "Retention",
    "All passes: how often a moment was played, by play; above 100% where it is watched again. Viewers: who "
    "saw it at all. The five largest falls are numbered. Over the whole snapshot.",
    charts.retention_curve(steps),
    steps,
)
components.chart_card(
    "Heat",
    "How often each moment was played, as a share of the most played one. Over the whole snapshot.",
    charts.heat_strip(steps),
    steps.select("step_number", "position_seconds", "heat_ratio", "play_count"),
)
components.table_card(
    "Largest falls",
    "Where the share still watching falls most from one step to the next. Over the whole snapshot.",
    tables.with_clock(steps.filter(pl.col("drop_rank") <= charts.MARKED_DROPS).sort("drop_rank")),
    tables.DROPS,
)
