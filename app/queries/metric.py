"""What a metric is: how one view's value is read, and how many views' values become one number.

The metrics themselves are in `app.queries.metrics`. All SQL here is over the columns of `fct_views`.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Measure = Literal["mean", "median", "p95", "sum", "count"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
Moment = Literal["start", "end"]
Edges = tuple[float, ...]

MILLISECONDS: Edges = (0, 100, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000)
SECONDS: Edges = (0, 1, 10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 14_400)
SHARES: Edges = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SMALL_SHARES: Edges = (0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
NUMBERS: Edges = (0, 1, 2, 3, 5, 10, 20, 50, 100)
BITRATES: Edges = (0, 250e3, 500e3, 1e6, 2e6, 4e6, 8e6, 16e6, 32e6)
SCORES: Edges = (0, 10, 20, 30, 40, 50, 60, 70, 80, 90)
NO_OR_YES: Edges = (0, 1)


@dataclass(frozen=True)
class Metric:
    """A quantity of views.

    Only views for which `valid` holds enter it; each then has a `value`. The mean is sum(numerator) /
    sum(denominator): of an amount these are the value and 1, of a ratio its two sums, so that a mean of
    ratios never is one by accident. `buckets_by` is the moment that puts a view on a day: engagement goes by
    the start of a view, quality by its end. `edges` are the lower bounds of a histogram's buckets, the last
    one open; empty where a single view has no value. The first of `measures` is the default.
    """

    name: str
    unit: str
    definition: str
    value: str
    valid: str
    numerator: str
    denominator: str
    measures: tuple[Measure, ...]
    buckets_by: Moment
    edges: Edges
    is_rate: bool = False

    @property
    def time_column(self) -> str:
        """The time that puts a view into a bucket, UTC."""
        return "started_at" if self.buckets_by == "start" else "ended_at"

    @property
    def date_column(self) -> str:
        """The UTC day of `time_column`."""
        return "started_date" if self.buckets_by == "start" else "ended_date"

    def sql(self, measure: Measure) -> str:
        """The aggregate over valid views. Null without any, but for a count."""
        match measure:
            case "mean":
                return f"sum({self.numerator}) / nullif(sum({self.denominator}), 0)"
            case "median":
                return f"quantile_cont(({self.value})::double, 0.5)"
            case "p95":
                return f"quantile_cont(({self.value})::double, 0.95)"
            case "sum":
                return f"sum({self.value})::double"
            case "count":
                return f"count({self.value})"


def amount(
    name: str,
    unit: str,
    definition: str,
    *,
    edges: Edges,
    valid: str | None = None,
    measures: tuple[Measure, ...] = ("sum", "mean", "median", "p95", "count"),
    buckets_by: Moment = "start",
) -> Metric:
    """A number that each view has in the column of the metric's name."""
    known = f"{name} is not null" if valid is None else f"{valid} and {name} is not null"
    return Metric(name, unit, definition, name, known, name, "1", measures, buckets_by, edges)


def quotient(
    name: str,
    unit: str,
    definition: str,
    *,
    numerator: str,
    denominator: str,
    edges: Edges,
    valid: str | None = None,
    buckets_by: Moment = "end",
) -> Metric:
    """A ratio of two amounts; the column of the metric's name holds that of each view."""
    known = f"{name} is not null" if valid is None else f"{valid} and {name} is not null"
    measures: tuple[Measure, ...] = ("mean", "median", "p95", "count")
    return Metric(name, unit, definition, name, known, numerator, denominator, measures, buckets_by, edges)


def rate(name: str, definition: str, *, holds: str, valid: str, buckets_by: Moment = "end") -> Metric:
    """The share of views for which a condition holds; its sum is their number."""
    value = f"({holds})::integer"
    return Metric(
        name,
        "ratio",
        definition,
        value,
        valid,
        value,
        "1",
        ("mean", "sum", "count"),
        buckets_by,
        NO_OR_YES,
        is_rate=True,
    )


def tally(name: str, unit: str, definition: str, *, value: str, valid: str) -> Metric:
    """A number of views, or of something different among them."""
    return Metric(name, unit, definition, value, valid, "1", "1", ("count",), "start", ())
