"""What pages are made of: metric tiles, cards of charts and tables, downloads, notices and empty states."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

import altair as alt
import polars as pl
import streamlit as st

from dashboards import downloads, filters, formats
from dashboards.metrics import Tile
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
            nothing_found()
        else:
            st.altair_chart(chart, width="stretch", alt=f"{title}. {definition}")


def table_card(title: str, definition: str, frame: pl.DataFrame, columns: Columns) -> None:
    """A table in a card; only the columns named are shown, all can be downloaded."""
    with _card(title, definition, frame):
        if frame.is_empty():
            nothing_found()
        else:
            st.dataframe(
                frame,
                hide_index=True,
                column_order=list(columns),
                column_config=dict(columns),
                placeholder=formats.NOTHING,
                alt=f"{title}. {definition}",
            )


def nothing_found() -> None:
    """What a card says when the filters leave nothing."""
    st.caption(":material/filter_alt_off: Nothing in this range. Choose a longer period or other providers.")


def empty_filter() -> None:
    """What a page says when the filters leave nothing at all."""
    with _notice("filter_alt_off", "Nothing matches these filters"):
        st.write("The snapshot holds data, but none of these days and providers.")
        st.button("Show the last 30 days of all providers", on_click=filters.reset)


def no_snapshot() -> None:
    """What every page says before the first publish."""
    with _notice("inventory_2", "No snapshot has been published yet"):
        st.write("Build the warehouse and publish it, then this page fills by itself:")
        st.code("make build", language="shell")


def unreadable_snapshot(reason: str) -> None:
    """What every page says when the current snapshot cannot be opened."""
    with _notice("report", "The current snapshot cannot be read"):
        st.text(reason)
        st.write("Go back to the one before, or build a new one:")
        st.code("watchhouse rollback\nwatchhouse build", language="shell")


def no_views() -> None:
    """What a page about playback says before the first event."""
    with _notice("play_circle", "No playback events yet"):
        st.write(
            "Send events from your players to `POST /analytics/events` or `POST /analytics/cmcd`, as "
            "`docs/EVENT_CONTRACT.md` describes. They show up here after the next build."
        )


def no_catalog() -> None:
    """What a page about catalogs and streams says before the first provider."""
    with _notice("live_tv", "No providers yet"):
        st.write(
            "Add a provider to `providers.toml` in the data folder, as “How to add a provider” in "
            "`README.md` shows, then run:"
        )
        st.code("make build", language="shell")


def no_checks() -> None:
    """What a page about streams says before the first probe."""
    with _notice("monitor_heart", "No stream checks yet"):
        st.write("Streams are probed every 15 minutes while Dagster runs. To probe them now:")
        st.code("watchhouse probe && watchhouse build", language="shell")


def _notice(icon: str, title: str) -> AbstractContextManager[object]:
    box = st.container(border=True, gap="small")
    box.subheader(f":material/{icon}: {title}", anchor=False)
    return box


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
