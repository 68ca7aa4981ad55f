"""What pages are made of: metric tiles, cards of charts and tables, and downloads."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import altair as alt
import polars as pl
import streamlit as st

from dashboards import downloads, formats, metrics, notices
from dashboards.columns import Columns
from dashboards.metrics import Tile
from dashboards.metrics.tile import Row


@dataclass(frozen=True)
class Choice:
    """What choosing a row of a table does: its `column` becomes the value of the page's widget `key`."""

    key: str
    column: str


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
    with card(title, definition, frame.height, lambda: frame):
        if frame.is_empty():
            notices.nothing_found()
        else:
            st.altair_chart(chart, width="stretch", alt=f"{title}. {definition}")


def table_card(
    title: str, definition: str, frame: pl.DataFrame, columns: Columns, *, choice: Choice | None = None
) -> None:
    """A table in a card; only the columns named are shown, all can be downloaded."""
    with card(title, definition, frame.height, lambda: frame):
        if frame.is_empty():
            notices.nothing_found()
        else:
            table(frame, columns, f"{title}. {definition}", choice)


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
    title, definition = (
        "Views of the period",
        "Up to 200 views of the period. Choose a row to see its timeline.",
    )
    with card(title, definition, frame.height, lambda: frame):
        if frame.is_empty():
            notices.nothing_found()
        else:
            table(frame, columns, f"{title}. {definition}", Choice("view_key", "view_key"), height=280)


def table(
    frame: pl.DataFrame,
    columns: Columns,
    alt: str,
    choice: Choice | None = None,
    *,
    height: Literal["auto", "content"] | int = "auto",
) -> None:
    """A table of the columns named; `alt` describes it. Rows can be chosen where `choice` says what for."""
    shown: dict[str, Any] = {
        "height": height,
        "hide_index": True,
        "column_order": list(columns),
        "column_config": dict(columns),
        "placeholder": formats.NOTHING,
        "alt": alt,
    }
    if choice is None:
        st.dataframe(frame, **shown)
        return
    keys = frame[choice.column].to_list()
    widget = f"{choice.key}_row_{hash(tuple(keys))}"  # other rows are another table, of which none is chosen
    choose = partial(_choose, widget, choice.key, keys)
    st.dataframe(frame, **shown, key=widget, selection_mode="single-row", on_select=choose)


def card(
    title: str, definition: str, row_count: int, read: Callable[[], pl.DataFrame]
) -> AbstractContextManager[object]:
    """A card with its title, its definition and its rows to download, which `read` gives when asked."""
    box = st.container(border=True, height="stretch", gap="small")
    with box.container(horizontal=True, vertical_alignment="center"):
        st.subheader(title, anchor=False, help=definition)
        if row_count:
            _downloads(title, row_count, read)
    return box


def _choose(widget: str, key: str, values: Sequence[str]) -> None:
    rows = st.session_state[widget]["selection"]["rows"]
    if rows:
        st.session_state[key] = values[rows[0]]


def _downloads(title: str, row_count: int, read: Callable[[], pl.DataFrame]) -> None:
    name = title.lower().replace(" ", "-")
    with st.popover("Download", icon=":material/download:", type="tertiary", width="content"):
        st.caption(f"{formats.count(row_count)} rows")
        for kind, mime, write in _FORMATS:
            st.download_button(
                kind,
                partial(_file, write, read),
                file_name=f"{name}.{kind.lower()}",
                mime=mime,
                key=f"download-{name}-{kind.lower()}",
                on_click="ignore",
                width="stretch",
            )


def _file(write: Callable[[pl.DataFrame], bytes], read: Callable[[], pl.DataFrame]) -> bytes:
    return write(read())


_FORMATS: tuple[tuple[str, str, Callable[[pl.DataFrame], bytes]], ...] = (
    ("CSV", "text/csv", downloads.to_csv),
    ("Parquet", "application/vnd.apache.parquet", downloads.to_parquet),
)
