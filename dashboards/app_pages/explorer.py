"""Quality explorer: any metric over time and by any dimension, beside the days before."""

import streamlit as st

from app.queries.dimensions import DIMENSIONS
from app.queries.metrics import METRICS
from dashboards import charts, components, data, explorer, filters, metrics, notices, queries, tables

_SHOWN_PARTS = 20

view = data.current_view()
if not view.holds("fct_views"):
    notices.no_views()
    st.stop()

totals = view.row(queries.playback.SUMMARY)
if not totals["view_count"]:
    notices.empty_filter()
    st.stop()

dimensions = [*DIMENSIONS, *view.frame(queries.explorer.CUSTOM_DIMENSIONS)["name"]]
with st.container(horizontal=True, vertical_alignment="bottom"):
    metric = METRICS[filters.named("Metric", list(METRICS), "startup_ms", explorer.name_of, key="metric")]
    measure = filters.measure(metric.measures)
    dimension = filters.named("Break down by", dimensions, "player", explorer.name_of, key="by")
with st.container(horizontal=True, vertical_alignment="bottom"):
    chosen = filters.only_where(
        dimensions, explorer.name_of, lambda name: view.bound_frame(queries.explorer.parts(name))
    )

choice = explorer.Choice(metric, measure)
earlier = view.previous()
step = 1 if view.filters.grain == "day" else 7
whole = queries.explorer.overall(metric, measure, chosen)
now, before = (of.bound_frame(whole).row(0, named=True) for of in (view, earlier))
trust = view.bound_frame(queries.explorer.trust(metric, chosen)).row(0, named=True)
tiles = [
    explorer.value_tile(choice, now, before),
    explorer.before_tile(choice, before, view.filters.day_count),
]
if choice.has_interval:
    tiles.insert(1, explorer.interval_tile(now))
components.tiles(*tiles, metrics.quality.telemetry_loss(trust), metrics.quality.covered_viewers(trust))
st.caption(metric.definition)

by_time = queries.explorer.series(metric, measure, chosen)
series = explorer.side_by_side(
    explorer.with_interval(view.bound_frame(by_time, step=step), choice),
    earlier.bound_frame(by_time, step=step),
    "place",
)
components.chart_card(
    f"{choice.title}, over time",
    f"By the day (UTC) on which views {'began' if metric.buckets_by == 'start' else 'ended'}, beside the "
    f"{view.filters.day_count} days before. Numbers of fewer than five views are left out; shares have their "
    "95% interval.",
    charts.compared_days(series, choice.axis, form=choice.form),
    series,
)

by_part = queries.explorer.breakdown(metric, measure, dimension, chosen)
parts = explorer.side_by_side(
    explorer.with_interval(view.bound_frame(by_part), choice),
    earlier.bound_frame(by_part),
    "part_key",
)
name = explorer.name_of(dimension)
by = name if name.isupper() else name.lower()
left, right = st.columns(2)
with left:
    components.chart_card(
        f"{choice.title}, by {by}",
        f"The {_SHOWN_PARTS} values with the most views. Shares have their 95% interval.",
        charts.intervals(parts.head(_SHOWN_PARTS), choice.axis, form=choice.form),
        parts,
    )
with right:
    components.table_card(
        f"By {by}",
        "Up to 200 values, the most views first; n counts the views that enter the metric. Values of fewer "
        "than five views are not shown.",
        parts,
        tables.parts(name, choice.unit, has_interval=choice.has_interval),
    )
