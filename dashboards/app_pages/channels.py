"""Channels: what live streams of all providers carry, and which stream of a channel to try first."""

import streamlit as st

from dashboards import catalog_tables as tables
from dashboards import charts, components, data, filters, formats, metrics, notices, paging, queries
from dashboards.components import Choice

_GUIDES = {"All": None, "With a guide": True, "Without": False}

view = data.current_view()
if not view.holds("dim_channels"):
    notices.no_catalog()
    st.stop()

totals = view.row(queries.channels.SUMMARY)
components.tiles(
    metrics.matching.channels(totals),
    metrics.matching.shared(totals),
    metrics.matching.known(totals),
    metrics.catalog.guide_coverage(totals),
)

left, right = st.columns(2)
with left:
    countries = view.frame(queries.channels.COUNTRIES)
    components.chart_card(
        "Channels by country",
        "Listed channels by the country of the channel, the 12 with most, as of this snapshot.",
        charts.ranked_bars(countries, "country", "channel_count", "Channels"),
        countries,
    )
with right:
    shared = view.frame(queries.channels.SHARED)
    components.chart_card(
        "Channels by number of providers",
        "How many providers carry a listed channel: those on one alone have no backup elsewhere.",
        charts.ranked_bars(shared, "provider_label", "channel_count", "Channels"),
        shared,
    )

with st.container(horizontal=True):
    sought = filters.search("Name or id", key="channel_search")
    codes = view.frame(queries.channels.COUNTRY_CODES)["country"].to_list()
    country = filters.one_of("Country", codes, key="channel_country")
    guide = filters.choice("Guide", list(_GUIDES), "All", key="channel_guide")
paging.table_card(
    view,
    "Channels",
    "Listed channels of the chosen providers by name. Choose a row to see its streams.",
    queries.channels.CHANNELS,
    tables.CHANNELS,
    key="channel_page",
    choice=Choice("channel", "channel_id"),
    q=sought,
    country=country,
    has_guide=_GUIDES[guide],
)

channel_id = filters.text("Channel id", "Choose a row above, or paste an id", key="channel")
if not channel_id:
    st.stop()
found = view.frame(queries.channels.ONE, channel_id=channel_id)
if found.is_empty():
    notices.no_such_channel()
    st.stop()

channel = found.row(0, named=True)
st.subheader(formats.verbatim(channel["channel_name"]), anchor=False)
components.table_card(
    "Streams to try, in order",
    "All listed streams of the channel by feed, the one to try first at the top, with the points that put it "
    "there (100 at most), and how the stream was matched to the channel. Always over all providers.",
    view.frame(queries.channels.BACKUPS, channel_key=channel["channel_key"]),
    tables.BACKUPS,
)
