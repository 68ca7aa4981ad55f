"""What pages are made of: metric tiles, cards of charts and tables, and downloads."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial

import altair as alt
import polars as pl
import streamlit as st

from dashboards import downloads, formats, metrics, notices
from dashboards.metrics import Tile
from dashboards.metrics.tile import Row
from dashboards.tables import Columns


def tiles(*items: Tile) -> None:
    """A row of metric cards, which wraps on narrow screens."""
    with st.container(horizontal=True, gap="small"):
        for item in items:
            st.metric(
                item.label,
                item.value,
                item.change or item.note,
                delta_color="blue" if item.change or item.trend else "off",
                delta_arrow="auto" if item.change else "off",
                delta_description=item.note if item.change else None,
                help=item.definition,
                border=True,
                height="stretch",
                chart_data=None if item.trend is None else [value or 0 for value in item.trend],
                chart_type="area",
            )


def chart_card(title: str, definition: str, chart: alt.Chart | alt.LayerChart, frame: pl.DataFrame) -> None:
    """A chart in a card with its title, its definition and its numbers to download."""
    with _card(title, definition, frame):
        if frame.is_empty():
            notices.nothing_found()
        else:
            st.altair_chart(chart, width="stretch", alt=f"{title}. {definition}")


def table_card(title: str, definition: str, frame: pl.DataFrame, columns: Columns) -> None:
    """A table in a card; only the columns named are shown, all can be downloaded."""
    with _card(title, definition, frame):
        if frame.is_empty():
            notices.nothing_found()
        else:
            st.dataframe(
                frame,
                hide_index=True,
                column_order=list(columns),
                column_config=dict(columns),
                placeholder=formats.NOTHING,
                alt=f"{title}. {definition}",
            )


def trust(row: Row) -> None:
    """How far numbers of quality can be trusted: one line of telemetry loss and covered viewers."""
    with st.container(horizontal=True):
        for tile in (metrics.quality.telemetry_loss(row), metrics.quality.covered_viewers(row)):
            st.caption(
                f":material/sensors: {tile.label}: **{tile.value}** ({tile.note})",
                help=tile.definition,
                width="content",
            )


def view_list(frame: pl.DataFrame, columns: Columns) -> None:
    """Views to choose from: a chosen row's key becomes that of the page's widget `view_key`."""
    definition = "Up to 200 views of the period. Choose a row to see its timeline."
    with _card("Views of the period", definition, frame):
        if frame.is_empty():
            notices.nothing_found()
            return
        st.dataframe(
            frame,
            hide_index=True,
            height=280,
            column_order=list(columns),
            column_config=dict(columns),
            placeholder=formats.NOTHING,
            alt=f"Views of the period. {definition}",
            key="view_row",
            selection_mode="single-row",
            on_select=partial(_choose_view, frame["view_key"].to_list()),
        )


def _choose_view(keys: Sequence[str]) -> None:
    rows = st.session_state["view_row"]["selection"]["rows"]
    if rows:
        st.session_state["view_key"] = keys[rows[0]]


def _card(title: str, definition: str, frame: pl.DataFrame) -> AbstractContextManager[object]:
    card = st.container(border=True, height="stretch", gap="small")
    with card.container(horizontal=True, vertical_alignment="center"):
        st.subheader(title, anchor=False, help=definition)
        if not frame.is_empty():
            _downloads(title, frame)
    return card


def _downloads(title: str, frame: pl.DataFrame) -> None:
    name = title.lower().replace(" ", "-")
    with st.popover("Download", icon=":material/download:", type="tertiary", width="content"):
        st.caption(f"{formats.count(frame.height)} rows, {frame.width} columns")
        for kind, mime, write in _FORMATS:
            st.download_button(
                kind,
                partial(write, frame),
                file_name=f"{name}.{kind.lower()}",
                mime=mime,
                key=f"download-{name}-{kind.lower()}",
                on_click="ignore",
                width="stretch",
            )


_FORMATS: tuple[tuple[str, str, Callable[[pl.DataFrame], bytes]], ...] = (
    ("CSV", "text/csv", downloads.to_csv),
    ("Parquet", "application/vnd.apache.parquet", downloads.to_parquet),
)
