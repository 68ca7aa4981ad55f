"""Match review: streams whose channel is not sure, what speaks for which, and how to decide."""

import streamlit as st

from dashboards import catalog_tables as tables
from dashboards import (
    charts,
    components,
    data,
    decisions,
    filters,
    formats,
    metrics,
    notices,
    paging,
    queries,
)
from dashboards.components import Choice

view = data.current_view()
if not view.holds("map_stream_channels"):
    notices.no_matches()
    st.stop()

totals = view.row(queries.matching.SUMMARY)
if not totals["stream_count"]:
    notices.empty_filter()
    st.stop()

components.tiles(
    metrics.matching.matched(totals),
    metrics.matching.waiting(totals),
    metrics.matching.waiting_hours(totals),
    metrics.matching.decided(totals),
)

left, right = st.columns(2)
with left:
    reasons = view.frame(queries.matching.REASONS)
    components.chart_card(
        "Waiting by reason",
        "Channels that wait for a decision, by what spoke against the best candidate (docs/MATCHING.md).",
        charts.ranked_bars(reasons, "refusal_reason", "channel_count", "Channels"),
        reasons,
    )
with right:
    methods = view.frame(queries.matching.METHODS)
    components.chart_card(
        "Matched by method",
        "Listed live streams that were matched, by what agrees (docs/MATCHING.md).",
        charts.ranked_bars(methods, "match_method", "stream_count", "Streams"),
        methods,
    )

with st.container(horizontal=True):
    sought = filters.search("Stream or candidate", key="review_search")
    reason = filters.one_of("Refused because of", list(decisions.REASONS), key="review_reason")
paging.table_card(
    view,
    "Review queue",
    "One row for each channel of a provider that was not matched, the most watched first. Choose a row to "
    "decide.",
    queries.matching.REVIEWS,
    tables.REVIEWS,
    key="review_page",
    choice=Choice("review", "review_key"),
    q=sought,
    refusal_reason=reason,
)

review_key = filters.text("Review key", "Choose a row above, or paste a key", key="review")
if not review_key:
    st.stop()
found = view.frame(queries.matching.ONE, review_key=review_key)
if found.is_empty():
    notices.no_such_review()
    st.stop()

review = found.row(0, named=True)
with st.container(border=True):
    heading = f"What is {formats.verbatim(review['stream_name'])}?"
    st.subheader(heading, anchor=False, help="Decisions go before everything else from the next build on.")
    st.caption(decisions.explain(review))
    for decision, command in decisions.commands(review).items():
        st.text(f"{decision}:")
        st.code(command, language="shell", wrap_lines=True)
