"""Ads: how far they are seen."""

import streamlit as st

from dashboards import charts, components, data, formats, funnels, metrics, notices, queries, tables

_ENDINGS = {"completed_count": "Completed", "left_count": "Left", "skipped_count": "Skipped"}

view = data.current_view()
if not view.holds("fct_ad_views"):
    notices.no_ads()
    st.stop()

totals = view.row(queries.ads.SUMMARY)
if not totals["ad_view_count"]:
    notices.empty_filter()
    st.stop()

components.tiles(
    metrics.ads.ad_views(totals),
    metrics.ads.completion(totals),
    metrics.ads.skips(totals),
    metrics.ads.hours(totals),
)
left, right = st.columns(2)
with left:
    funnel = funnels.of_ads(totals)
    components.chart_card(
        "How far ads are seen",
        "Ad views that reached each quarter of the ad.",
        charts.ranked_bars(funnel, "step", "ad_view_count", "Ad views"),
        funnel,
    )
with right:
    daily = view.frame(queries.ads.DAILY)
    endings = charts.unpivoted(daily, _ENDINGS)
    components.chart_card(
        "Ad views by day and ending",
        "Ads that started on each day (UTC): played to the end, skipped, or left otherwise.",
        charts.stacked_days(endings, "value", "series", "Ad views", list(_ENDINGS.values())),
        endings,
    )
components.table_card(
    "Ads",
    "Shares need at least five ad views.",
    view.frame(queries.ads.BY_AD, least=formats.LEAST_COUNT),
    tables.ADS,
)
