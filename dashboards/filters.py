"""The days and providers that all pages share. They live in the URL: a filtered view is a link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

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
