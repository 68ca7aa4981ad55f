"""Live audience: how many watch at the same time, what the guide had on, what draws more than usual."""

import streamlit as st

from dashboards import charts, components, data, filters, formats, metrics, notices, queries, spans, tables

_SCOPES = {"Everything": "all", "Providers": "provider", "Channels": "channel", "Titles": "title"}
_SHOWN_PROGRAMMES = 200

view = data.current_view()
if not view.holds("agg_concurrency_minutely"):
    notices.no_views()
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    span = filters.choice("Span, up to the last minute watched", list(spans.HOURS), "Last day", key="span")
    scope = _SCOPES[filters.choice("Audience of", list(_SCOPES), "Everything", key="audience_of")]
    scope_key = "all"
    if scope != "all":
        choices = view.frame(queries.live.CHOICE, scope=scope)
        scope_key = filters.pick("The largest peak first", choices, "scope_key", key="of") or ""

chosen = {"scope": scope, "scope_key": scope_key, "hours": spans.HOURS[span]}
totals = view.row(queries.live.SUMMARY, **chosen)
if totals["until_at"] is None:
    notices.empty_filter()
    st.stop()

step = spans.step_minutes(totals["from_at"], totals["until_at"])
curve = view.frame(queries.live.CURVE, **chosen, step=step)
notices.all_providers(view.filters.providers)
components.tiles(
    metrics.live.peak_viewers(totals),
    metrics.live.peak_views(totals),
    metrics.live.mean_views(totals),
)
components.chart_card(
    "Viewers at the same time",
    f"Most viewers at once within each {formats.duration(step * 60)} (UTC), those carried in included.",
    charts.audience_steps(curve, "peak_viewer_count", "Viewers"),
    curve,
)

between = {
    "from_at": totals["from_at"],
    "until_at": totals["until_at"],
    "scope": scope,
    "scope_key": scope_key,
}
if scope != "title" and view.holds("agg_programme_audience"):
    programmes = view.frame(queries.live.PROGRAMMES, **between)
    components.chart_card(
        "Programmes of the guide",
        "What the guide had on in the span: the average audience is the time watched, divided by the length.",
        charts.programme_bars(programmes.head(_SHOWN_PROGRAMMES), (totals["from_at"], totals["until_at"])),
        programmes,
    )
    components.table_card(
        "Programmes by audience",
        "Up to 1,000 programmes that touch the span, the largest average audience first.",
        programmes,
        tables.PROGRAMMES,
    )
if view.holds("agg_titles_trending"):
    components.table_card(
        "Trending titles",
        "Views in the last full hour of the snapshot against the usual for that hour.",
        view.frame(queries.live.TRENDING),
        tables.TRENDING,
    )
