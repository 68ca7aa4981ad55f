"""Catalog titles: movies and series that providers list, with seasons and episodes."""

import streamlit as st

from dashboards import catalog_tables as tables
from dashboards import charts, components, data, filters, formats, metrics, notices, paging, queries
from dashboards.components import Choice

_TYPES = {
    "Movies and series": ["movie", "series"],
    "Movies": ["movie"],
    "Series": ["series"],
    "Episodes": ["episode"],
}

view = data.current_view()
if not view.holds("dim_catalog_titles"):
    notices.no_catalog_titles()
    st.stop()

notices.all_providers(view.filters.providers)
totals = view.row(queries.catalog_titles.SUMMARY)
components.tiles(
    metrics.catalog.movies(totals),
    metrics.catalog.series(totals),
    metrics.catalog.shared_titles(totals),
    metrics.catalog.dated_titles(totals),
)
decades = view.frame(queries.catalog_titles.DECADES)
components.chart_card(
    "Titles by decade",
    "Listed movies and series by the decade of their first release, where it is known.",
    charts.histogram(decades, "decade", "title_count", "Years", "Titles"),
    decades,
)

with st.container(horizontal=True):
    sought = filters.search("Name", key="title_search")
    years = view.frame(queries.catalog_titles.YEARS)["released_year"].to_list()
    year = filters.one_of("Year", years, key="title_year")
    kind = filters.choice("Titles", list(_TYPES), "Movies and series", key="titles")
paging.table_card(
    view,
    "Titles",
    "Listed titles by name; the same title of several providers is one row. Choose a series to see its "
    "episodes.",
    queries.catalog_titles.TITLES,
    tables.TITLES,
    key="title_page",
    choice=Choice("title_key", "title_key"),
    q=sought,
    released_year=int(year) if year else None,
    types=_TYPES[kind],
)

title_key = filters.text("Title key", "Choose a row above, or paste a key", key="title_key")
if not title_key:
    st.stop()
found = view.frame(queries.catalog_titles.ONE, title_key=title_key)
if found.is_empty():
    notices.no_such_title()
    st.stop()

title = found.row(0, named=True)
series_key = title["series_key"] or title["title_key"]
st.subheader(formats.verbatim(title["title_name"]), anchor=False)
if title["title_type"] == "movie":
    st.caption("A movie, which has no seasons.")
    st.stop()
paging.table_card(
    view,
    "Seasons and episodes",
    "Listed seasons of the series, each before its episodes.",
    queries.catalog_titles.EPISODES,
    tables.EPISODES,
    key="episode_page",
    series_key=series_key,
)
