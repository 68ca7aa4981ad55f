"""Viewers: who is new, who comes back, and how they watch."""

import streamlit as st

from dashboards import charts, components, data, filters, formats, metrics, notices, queries, tables

_PERIODS = {"Days": "day", "Weeks": "week", "Months": "month"}

view = data.current_view()
if not view.holds("dim_viewers"):
    notices.no_viewers()
    st.stop()

totals = view.row(queries.viewers.SUMMARY)
if not totals["viewer_count"]:
    notices.empty_filter()
    st.stop()

notices.rotated_viewers()
notices.all_providers(view.filters.providers)
components.tiles(
    metrics.viewers.known(totals),
    metrics.viewers.new(totals),
    metrics.viewers.next_day(totals),
    metrics.viewers.next_week(totals),
)
components.tiles(
    metrics.viewers.visits(totals),
    metrics.viewers.visit_length(totals),
    metrics.viewers.binges(totals),
    metrics.playback.engagement(view.row(queries.audience.ENGAGEMENT_MEANS)),
)

daily = view.frame(queries.viewers.DAILY, least=formats.LEAST_COUNT)
left, right = st.columns(2)
with left:
    kinds = {"new_viewer_count": "New", "returning_viewer_count": "Returning"}
    components.chart_card(
        "New and returning viewers by day",
        "Known viewers of each day (UTC), by whether it was the day of their first view of all.",
        charts.stacked_days(
            charts.unpivoted(daily, kinds), "value", "series", "Viewers", list(kinds.values())
        ),
        daily,
    )
with right:
    components.chart_card(
        "Return of new viewers by day",
        "Of the viewers who were new on a day: the share who watched on the next day, and on the seventh. "
        "Days of at least five new viewers.",
        charts.day_lines(daily, {"d1_ratio": "D1", "d7_ratio": "D7"}, "Came back (%)", form=".0%"),
        daily.select("day", "d1_cohort_count", "d1_ratio", "d7_cohort_count", "d7_ratio"),
    )

cohorts = view.frame(queries.viewers.COHORTS, least=formats.LEAST_COUNT)
components.chart_card(
    "Weekly cohorts",
    "Viewers by the week of their first view, and the share who watched in each week after it. The last "
    "twelve weeks up to the end of the period; weeks of fewer than five newcomers are not shown, and the "
    "newest week may not be over.",
    charts.cohort_grid(cohorts),
    cohorts,
)

period = filters.choice("Distinct viewers by", list(_PERIODS), "Weeks", key="uniques")
uniques = view.frame(queries.viewers.PERIODIC, period=_PERIODS[period])
left, right = st.columns(2)
with left:
    components.chart_card(
        f"Distinct viewers by {period[:-1].lower()}",
        "Distinct viewers of each whole day, week or month: somebody who comes back within it counts once.",
        charts.day_bars(uniques, "viewer_count", "Viewers"),
        uniques,
    )
with right:
    scores = view.frame(queries.audience.ENGAGEMENT)
    components.chart_card(
        "Engagement scores",
        "Days of viewers by score: up to 25 for views, 40 for hours, 20 for variety and 15 for completion.",
        charts.histogram(scores, "score_bucket", "viewer_day_count", "Score", "Viewer days"),
        scores,
    )

left, right = st.columns(2)
with left:
    visits = view.frame(queries.viewers.VISITS_DAILY)
    components.chart_card(
        "Visits by day",
        "Visits that began on each day (UTC): views of one viewer within half an hour of each other.",
        charts.day_bars(visits, "visit_count", "Visits"),
        visits,
    )
with right:
    components.table_card(
        "Binges by series",
        "Visits with three or more episodes of one series.",
        view.frame(queries.viewers.BINGES),
        tables.BINGES,
    )
