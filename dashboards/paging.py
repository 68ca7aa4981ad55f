"""Long lists page by page: the browser gets the rows that it shows, however many there are."""

from functools import partial

import polars as pl
import streamlit as st

from dashboards import components, formats, notices
from dashboards.columns import Columns
from dashboards.components import Choice
from dashboards.data import View
from dashboards.queries.paged import Paged

PAGE_ROWS = 25
"""Rows of one page."""

DOWNLOAD_ROWS = 1_000_000
"""Most rows of a download."""


def table_card(
    view: View,
    title: str,
    definition: str,
    rows: Paged,
    columns: Columns,
    *,
    key: str,
    choice: Choice | None = None,
    **asked: object,
) -> None:
    """A table in a card, one page of it, with a control to turn pages; all its rows can be downloaded.

    The page's number lives in the URL under `key`. What is asked for otherwise begins at its first page.
    """
    row_count = view.row(rows.count, **asked)["row_count"]
    with components.card(title, definition, row_count, partial(_whole, view, rows, asked)):
        if not row_count:
            notices.nothing_matches()
            return
        body = st.container()
        foot = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
        with foot:
            first = _turn(key, row_count, (view.filters, asked))
        frame = view.frame(rows.page, **asked, row_count=PAGE_ROWS, first_row=first)
        with body:
            components.table(frame, columns, f"{title}. {definition}", choice, height="content")


def _turn(key: str, row_count: int, asked: object) -> int:
    """Draw where the page stands, with the control to turn it; return the number of rows before it."""
    if st.session_state.setdefault(f"{key}_asked", asked) != asked:
        st.session_state[f"{key}_asked"] = asked
        # Setting it has Streamlit write the whole URL, and what was typed since may be missing in it.
        if st.session_state.get(key, 1) != 1:
            st.session_state[key] = 1
    place, page_count = st.container(width="content"), -(-row_count // PAGE_ROWS)
    page = st.pagination(page_count, width=400, key=key, bind="query-params") if page_count > 1 else 1
    first = (page - 1) * PAGE_ROWS
    last = min(first + PAGE_ROWS, row_count)
    place.caption(
        f"{formats.count(first + 1)} to {formats.count(last)} of {formats.count(row_count)}", width="content"
    )
    return first


def _whole(view: View, rows: Paged, asked: dict[str, object]) -> pl.DataFrame:
    return view.uncached_frame(rows.page, **asked, row_count=DOWNLOAD_ROWS, first_row=0)
