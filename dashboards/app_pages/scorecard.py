"""Provider scorecard: size, churn, guide, duplicates, defects, account, and its counts beside ours."""

import polars as pl
import streamlit as st

from dashboards import catalog_tables as tables
from dashboards import charts, components, data, filters, metrics, notices, queries
from dashboards.components import Choice

view = data.current_view()
if not view.holds("agg_provider_scorecard"):
    notices.no_catalog()
    st.stop()

cards = view.frame(queries.scorecard.CARDS)
if cards.is_empty():
    notices.empty_filter()
    st.stop()

components.table_card(
    "Providers side by side",
    "As of each provider's newest sync; churn and syncs over the 30 days before it.",
    cards,
    tables.CARDS,
)

choices = cards.with_columns(label=pl.format("{} ({})", "provider_name", "provider_id"))
provider_id = filters.pick("One provider, the largest first", choices, "provider_id", key="scorecard")
card = cards.row(by_predicate=pl.col("provider_id") == provider_id, named=True)
components.tiles(
    metrics.scorecard.size(card),
    metrics.scorecard.churn(card),
    metrics.scorecard.guide(card),
    metrics.scorecard.duplicates(card),
)
components.tiles(
    metrics.scorecard.defects(card),
    metrics.scorecard.syncs(card),
    metrics.scorecard.expiry(card),
    metrics.scorecard.connections(card),
)

left, right = st.columns(2)
with left:
    defects = view.frame(queries.scorecard.DEFECTS_DAILY, provider_id=provider_id)
    components.chart_card(
        "Defects by day",
        "What was mended or odd at the last accepted sync of each day (UTC); the seven most frequent named.",
        charts.stacked_days(defects, "defect_count", "defect", "Defects"),
        defects,
    )
with right:
    components.table_card(
        "Defects now",
        "What the newest accepted syncs met, beside the syncs before; 0 where it is gone.",
        view.frame(queries.scorecard.DEFECTS, provider_id=provider_id),
        tables.DEFECTS,
    )

account = view.frame(queries.scorecard.ACCOUNT, provider_id=provider_id)
if not account.is_empty():
    uses = {"active_connections": "In use", "max_connections": "Allowed"}
    components.chart_card(
        "Connections by day",
        "Connections in use and allowed, the most that syncs of each day (UTC) told of.",
        charts.day_lines(account, uses, "Connections"),
        account,
    )

if view.holds("agg_library_daily"):
    counted = view.frame(queries.library.TOTALS_DAILY, provider_id=provider_id)
    if not counted.is_empty():
        sides = {
            "provider_view_count": "There, all videos",
            "asked_view_count": "There, asked one by one",
            "own_view_count": "Here",
        }
        components.chart_card(
            "Views by day, there and here",
            "Views that the library counts, of all its videos and of those that it was asked for one by one, "
            "beside those that we count; bots left out, simulated views too unless only those watched it.",
            charts.day_lines(counted, sides, "Views"),
            counted,
        )

reconciled = view.row(queries.scorecard.RECONCILIATION_SUMMARY, provider_id=provider_id)
if reconciled["compared_count"]:
    components.tiles(metrics.scorecard.agreement(reconciled))
    components.table_card(
        "Reconciliation",
        "Videos and days of the period, those that differ by more than the tolerance first. Choose a row to "
        "see the heatmap of its video.",
        view.frame(queries.scorecard.RECONCILIATION, provider_id=provider_id),
        tables.RECONCILIATION,
        choice=Choice("video", "item_id"),
    )
    if video := filters.text("Video", "Choose a row above, or paste its id", key="video"):
        heat = view.frame(queries.library.HEATMAP, provider_id=provider_id, item_id=video)
        components.chart_card(
            "Heatmap",
            "How much of each segment of the video was watched, by the library's measure; asked for of its "
            "most viewed videos.",
            charts.segment_bars(heat),
            heat,
        )
