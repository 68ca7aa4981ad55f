"""Quality: how fast playback starts, how often it stalls and fails, and where."""

import streamlit as st

from dashboards import charts, components, data, filters, formats, metrics, notices, queries, tables

_DIMENSIONS = {
    "Player": "player",
    "Device": "device",
    "Country": "country",
    "CDN": "cdn",
    "Provider": "provider",
}
_FAILURES = {
    "start_failure_count": "Failed to start",
    "playback_failure_count": "Failed while playing",
    "exit_before_start_count": "Left before start",
}

view = data.current_view()
if not view.holds("fct_views"):
    notices.no_views()
    st.stop()

totals = view.row(queries.playback.SUMMARY)
if not totals["view_count"]:
    notices.empty_filter()
    st.stop()

daily = view.frame(queries.playback.DAILY_QUALITY, least=formats.LEAST_COUNT)
components.tiles(
    metrics.quality.median_startup(totals),
    metrics.quality.slow_startup(totals),
    metrics.quality.rebuffering(totals),
    metrics.quality.failures(totals),
    metrics.quality.early_exits(totals),
    metrics.quality.telemetry_loss(totals),
    metrics.quality.covered_viewers(totals),
)

left, right = st.columns(2)
with left:
    components.chart_card(
        "Startup time by day",
        "Median and 95th percentile of the time to the first picture, on days of at least five starts.",
        charts.day_lines(daily, {"p50_startup_ms": "Median", "p95_startup_ms": "p95"}, "Startup (ms)"),
        daily.select("day", "startup_count", "p50_startup_ms", "p95_startup_ms"),
    )
with right:
    components.chart_card(
        "Rebuffering by day",
        "Rebuffering as a share of rebuffering and playing time, on days of at least five covered plays.",
        charts.day_area(daily, "rebuffer_ratio", "Rebuffering (%)", form=".2%"),
        daily.select("day", "playing_count", "rebuffer_ratio"),
    )

failures = charts.unpivoted(daily, _FAILURES)
components.chart_card(
    "Views that did not play well, by day",
    "Covered views that a fatal error ended before or after the first picture, or that were left before it "
    "came.",
    charts.stacked_days(failures, "value", "series", "Views", list(_FAILURES.values())),
    failures,
)

chosen = filters.choice("Compare by", list(_DIMENSIONS), "Player", key="quality_by")
components.table_card(
    f"Quality by {chosen if chosen == 'CDN' else chosen.lower()}",
    "Percentiles and ratios need at least five views; n counts views with a startup time, covered views that "
    "played, and all covered views.",
    view.frame(queries.playback.QUALITY_BY, dimension=_DIMENSIONS[chosen], least=formats.LEAST_COUNT),
    tables.quality(chosen),
)
components.table_card(
    "Errors",
    "Views with an error by its code, whether or not it ended the view.",
    view.frame(queries.playback.ERRORS),
    tables.ERRORS,
)
