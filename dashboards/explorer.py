"""What the quality explorer shows, worked out from the rows of its queries. Pure."""

from dataclasses import dataclass

import polars as pl

from app.queries.dimensions import CUSTOM
from app.queries.metric import Measure, Metric
from app.statistics import wilson
from dashboards import formats
from dashboards.data import Row
from dashboards.metrics import Tile

_UNITS = {"ms": "ms", "seconds": "s", "bps": "bit/s"}
_ACRONYMS = {"cdn": "CDN", "os": "OS", "asn": "Network"}


@dataclass(frozen=True)
class Choice:
    """A metric with a way to make one number of it."""

    metric: Metric
    measure: Measure

    @property
    def has_interval(self) -> bool:
        """Whether the number is a share of views, which has an interval."""
        return self.metric.is_rate and self.measure == "mean"

    @property
    def title(self) -> str:
        """Name and measure for people."""
        return f"{name_of(self.metric.name)}, {self.measure}"

    @property
    def axis(self) -> str:
        """Name and unit for an axis."""
        name = name_of(self.metric.name)
        if self.unit == "ratio":
            return f"{name} (%)"
        return name if name.endswith(")") and self.unit != "views" else f"{name} ({self.unit})"

    @property
    def unit(self) -> str:
        """The unit of the number: that of the metric, or views where views are counted."""
        counts = self.measure == "count" or (self.metric.is_rate and self.measure == "sum")
        return "views" if counts and self.metric.unit == "ratio" else self.metric.unit

    @property
    def form(self) -> str:
        """The d3 format of the number on an axis."""
        return ".2%" if self.unit == "ratio" else ",.2f"

    def text(self, value: float | None) -> str:
        """The number with its unit."""
        return formats.quantity(value, "views" if self.measure == "count" else self.unit)


def name_of(name: str) -> str:
    """A metric's or a dimension's name for people: `startup_ms` is `Startup (ms)`."""
    if name.startswith(CUSTOM):
        return name.removeprefix(CUSTOM)
    stem, _, suffix = name.rpartition("_")
    if suffix in _UNITS:
        return f"{name_of(stem)} ({_UNITS[suffix]})"
    return _ACRONYMS.get(name) or name.replace("_", " ").capitalize()


def value_tile(choice: Choice, row: Row, before: Row) -> Tile:
    """The number of the range beside that of the days before."""
    n = row["n"]
    shown = choice.text(row["value"])
    return Tile(
        choice.title,
        shown if choice.measure == "count" else formats.enough(shown, n),
        choice.metric.definition,
        change=formats.change(row["value"], before["value"]) if before["n"] >= formats.LEAST_COUNT else None,
        note=formats.sample(n),
    )


def before_tile(choice: Choice, before: Row, day_count: int) -> Tile:
    """The number of the days before."""
    n = before["n"]
    shown = choice.text(before["value"])
    return Tile(
        f"The {day_count} days before",
        shown if choice.measure == "count" else formats.enough(shown, n),
        "The same number over as many days right before the period.",
        note=formats.sample(n),
    )


def interval_tile(row: Row) -> Tile:
    """The interval of a share of views."""
    low, high = wilson(row["value"] or 0.0, row["n"]) if row["n"] else (None, None)
    return Tile(
        "95% interval",
        formats.enough(f"{formats.percent(low)} to {formats.percent(high)}", row["n"]),
        "Where the share lies that a much larger number of such views would have, after Wilson.",
        note=formats.sample(row["n"]),
    )


def with_interval(frame: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """The frame with `low` and `high` of its `value`: null where it is no share, or is not shown."""
    known = choice.has_interval
    pairs = [
        wilson(value, n) if known and value is not None else (None, None)
        for value, n in frame.select("value", "n").iter_rows()
    ]
    ends = pl.DataFrame(pairs, {"low": pl.Float64, "high": pl.Float64}, orient="row")
    return frame.hstack(ends)


def side_by_side(now: pl.DataFrame, before: pl.DataFrame, key: str) -> pl.DataFrame:
    """Rows of both ranges by `key`: those of now with `value_before` and `n_before`."""
    earlier = before.select(key, value_before="value", n_before="n")
    return now.join(earlier, on=key, how="left", nulls_equal=True, maintain_order="left").with_columns(
        pl.col("n_before").fill_null(0)
    )
