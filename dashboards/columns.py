"""Kinds of columns: how their values are written."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

Column = Any  # what `st.column_config` returns has no public type
Columns = Mapping[str, Column]


def text(label: str, *, wide: bool = False) -> Column:
    """A name or a reason."""
    return st.column_config.TextColumn(label, width="large" if wide else None)


def count(label: str) -> Column:
    """A whole number with thousands separators."""
    return st.column_config.NumberColumn(label, format="localized")


def number(label: str, decimals: int = 1) -> Column:
    """A number; the label names its unit."""
    return st.column_config.NumberColumn(label, format=f"%,.{decimals}f")


def ratio(label: str) -> Column:
    """A ratio 0..1 as percent."""
    return st.column_config.NumberColumn(label, format="percent")


def share(label: str) -> Column:
    """A ratio 0..1 as percent with a bar."""
    return st.column_config.ProgressColumn(label, format="percent", min_value=0, max_value=1, color="blue")


def moment(label: str) -> Column:
    """A time in UTC."""
    return st.column_config.DatetimeColumn(f"{label} (UTC)", format="YYYY-MM-DD HH:mm")


def flag(label: str) -> Column:
    """Yes or no."""
    return st.column_config.CheckboxColumn(label)


def plain(label: str) -> Column:
    """A whole number that counts nothing, such as a year: without separators."""
    return st.column_config.NumberColumn(label, format="%d")


def day(label: str) -> Column:
    """A day in UTC."""
    return st.column_config.DateColumn(f"{label} (UTC)", format="YYYY-MM-DD")
