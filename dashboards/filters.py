"""The days and providers that all pages share. They live in the URL: a filtered view is a link."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
import streamlit as st

from app.queries.dimensions import Filter
from app.queries.metric import Measure

# A widget's label is what stands in the URL, so labels are short and providers go by their ids.
PERIODS: Mapping[str, int] = {"7d": 7, "30d": 30, "90d": 90}
CUSTOM = "Custom"
DEFAULT_PERIOD = "30d"


@dataclass(frozen=True)
class Filters:
    """What is shown: days `start` to `end`, both included, in UTC; no provider named means all."""

    start: date
    end: date
    providers: tuple[str, ...] = ()

    @property
    def day_count(self) -> int:
        """Number of days shown."""
        return (self.end - self.start).days + 1

    @property
    def grain(self) -> str:
        """`day`, or `week` where days would be too many columns."""
        return "day" if self.day_count <= 92 else "week"

    def previous(self) -> "Filters":
        """The same number of days right before, for comparison."""
        length = timedelta(days=self.day_count)
        return Filters(self.start - length, self.end - length, self.providers)

    def parameters(self) -> dict[str, object]:
        """Parameters of `queries.COMMON`."""
        return {"start": self.start, "end": self.end, "providers": list(self.providers) or None}


def resolve(period: str, custom: tuple[date, ...], latest: date) -> tuple[date, date]:
    """First and last day of a period that ends with the latest data, or of a custom range.

    A custom range of which only one day is chosen yet is that day.
    """
    if period == CUSTOM and custom:
        return custom[0], custom[-1]
    length = PERIODS.get(period, PERIODS[DEFAULT_PERIOD])
    return latest - timedelta(days=length - 1), latest


def choose(earliest: date, latest: date, providers: Sequence[str]) -> Filters:
    """Draw the filters and return the choice. `providers` are the ids to choose from."""
    with st.container(horizontal=True, key="filters"):
        label = f"Period, up to {latest:%-d %b %Y} (UTC)"
        period = choice(label, [*PERIODS, CUSTOM], DEFAULT_PERIOD, key="period")
        custom = _custom_range(earliest, latest) if period == CUSTOM else ()
        chosen = st.multiselect(
            "Providers",
            providers,
            placeholder="All providers",
            key="provider",
            bind="query-params",
            width=320,
        )
    start, end = resolve(period, custom, latest)
    return Filters(start, end, tuple(chosen))


def choice(label: str, options: Sequence[str], default: str, *, key: str) -> str:
    """Draw a choice of one that lives in the URL, under its key, and return it."""
    return st.segmented_control(label, options, default=default, required=True, key=key, bind="query-params")


def pick(label: str, choices: pl.DataFrame, column: str, *, key: str) -> str | None:
    """Draw a choice of a frame's `label`s; return the `column` of the chosen row, None for no rows."""
    values = dict(zip(choices["label"], choices[column], strict=True))
    chosen = st.selectbox(label, list(values), key=key, bind="query-params", width=420)
    return values.get(chosen)


def named(label: str, options: Sequence[str], default: str, name: Callable[[str], str], *, key: str) -> str:
    """Draw a choice of one name among many that lives in the URL; `name` says it for people."""
    chosen = st.selectbox(
        label,
        options,
        index=options.index(default),
        format_func=name,
        key=key,
        bind="query-params",
        width=280,
    )
    return str(chosen)


def measure(measures: Sequence[Measure]) -> Measure:
    """Draw a choice among a metric's measures, its first one unless another is chosen."""
    chosen: Measure = st.selectbox("Measure", measures, key="measure", bind="query-params", width=140)
    return chosen


def only_where(
    dimensions: Sequence[str], name: Callable[[str], str], read_parts: Callable[[str], pl.DataFrame]
) -> list[Filter]:
    """Draw a filter by values of one dimension; `read_parts` reads those it has (`part`, `label`)."""
    dimension = st.selectbox(
        "Only where",
        dimensions,
        index=None,
        format_func=name,
        placeholder="No filter",
        key="where",
        bind="query-params",
        width=280,
    )
    if dimension is None:
        return []
    found = read_parts(dimension)
    values = dict(zip(found["label"], found["part"], strict=True))
    chosen = st.multiselect("is", list(values), key="is", bind="query-params", width=420)
    return [Filter(dimension, values[label], is_excluding=False) for label in chosen]


def search(placeholder: str, *, key: str) -> str:
    """Draw a field to search in that lives in the URL, under its key; return what is sought, or nothing."""
    sought = st.text_input(
        "Search",
        placeholder=placeholder,
        max_chars=256,
        type="search",
        live=True,
        key=key,
        bind="query-params",
        width=320,
    )
    return (sought or "").strip()


def one_of(label: str, options: Sequence[str], *, key: str, nothing: str = "All") -> str | None:
    """Draw a choice of one option or none that lives in the URL, under its key; return it."""
    chosen: str | None = st.selectbox(
        label, options, index=None, placeholder=nothing, key=key, bind="query-params", width=220
    )
    return chosen


def text(label: str, placeholder: str, *, key: str) -> str:
    """Draw a field of text that lives in the URL, under its key; return it without spaces around it."""
    return (
        st.text_input(label, placeholder=placeholder, key=key, bind="query-params", width=420) or ""
    ).strip()


def reset() -> None:
    """Go back to the default period and all providers. For use as a callback."""
    st.session_state["period"] = DEFAULT_PERIOD
    st.session_state["provider"] = []


def _custom_range(earliest: date, latest: date) -> tuple[date, ...]:
    first = date(earliest.year, 1, 1)
    default = max(first, latest - timedelta(days=PERIODS[DEFAULT_PERIOD] - 1))
    return st.date_input(
        "Days (UTC)",
        (default, latest),
        min_value=first,
        max_value=latest,
        format="YYYY-MM-DD",
        key="days",
        bind="query-params",
        width=260,
    )
