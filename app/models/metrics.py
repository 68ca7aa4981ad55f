"""Answers about metrics of views."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from app.models.base import UtcTime
from app.queries.metric import Measure, Metric, Moment
from app.statistics import MINIMUM_COUNT, wilson


class MetricDescription(BaseModel):
    """A metric that can be asked for."""

    metric: str
    unit: str = Field(description="Unit of all measures but count")
    definition: str
    default_measure: Measure
    measures: list[Measure]
    buckets_by: Moment = Field(description="Whether a view counts on the day of its start or of its end")
    is_rate: bool = Field(description="Whether its mean is a share of views, with a 95 % interval")
    has_histogram: bool = Field(description="Whether a single view has a value")


class MetricList(BaseModel):
    """Every metric, and every dimension that filters and breakdowns know."""

    metrics: list[MetricDescription]
    dimensions: list[str]


class Measured(BaseModel):
    """One number of some views."""

    n: int = Field(description="Views that enter the number")
    value: float | None = Field(description="The measure; null without views, and where it is suppressed")
    low: float | None = Field(None, description="Lower end of the 95 % interval; only for means of rates")
    high: float | None = Field(None, description="Upper end of the 95 % interval; only for means of rates")
    is_suppressed: bool = Field(description="Whether n is below 5: too few views for a value; counts stand")

    @classmethod
    def of(cls, metric: Metric, measure: Measure, row: Mapping[str, Any]) -> Self:
        """A row with `n` and `value`: with its interval, or without its value where the views are too few."""
        n, value = row["n"], row["value"]
        if measure != "count" and n < MINIMUM_COUNT:
            return cls.model_validate({**row, "value": None, "is_suppressed": True})
        has_interval = metric.is_rate and measure == "mean"
        low, high = wilson(value, n) if has_interval else (None, None)
        return cls.model_validate({**row, "low": low, "high": high, "is_suppressed": False})


class Point(Measured):
    """One hour, day or week of a time series."""

    bucket_at: UtcTime = Field(description="Where it begins, UTC")


class BreakdownRow(Measured):
    """One value of a dimension."""

    dimension_value: str | None = Field(description="The value; null where unknown, and for the others")
    label: str | None = Field(description="Its name, for titles and networks")
    is_other: bool = Field(description="Whether the row is all values beyond the limit together")


class Bucket(BaseModel):
    """One bucket of a histogram."""

    lower: float = Field(description="Least value in it")
    upper: float | None = Field(description="Least value above it; null for the last bucket, which is open")
    n: int = Field(description="Views in it")
    share: float | None = Field(description="Its part of all views; null where those are fewer than 5")


class Difference(BaseModel):
    """How the value stands to another one."""

    other: Measured = Field(description="The number compared with")
    difference: float | None = Field(description="value - other; null where either has none")
    ratio: float | None = Field(description="value / other; null where either has none or other is 0")


class PeriodDifference(Difference):
    """How the value stands to that of the days before."""

    first_date: date
    last_date: date


class Trust(BaseModel):
    """How far numbers of quality can be believed, over all views of the slice."""

    view_count: int
    covered_view_count: int = Field(description="Views whose source tells of quality (is_covered)")
    covered_ratio: float | None = Field(description="covered_view_count / view_count")
    telemetry_loss_ratio: float | None = Field(
        description="Events that never arrived / events sent; null where nothing numbers its events"
    )


class MetricAnswer(BaseModel):
    """What every answer about a metric begins with."""

    snapshot_id: str | None = Field(description="Snapshot that was read; null before the first publish")
    metric: str
    measure: Measure
    unit: str
    first_date: date | None = Field(None, description="First UTC day")
    last_date: date | None = Field(None, description="Last UTC day, included")
    trust: Trust | None = Field(None, description="Null before the first publish, like all numbers")


class Overall(MetricAnswer):
    """The metric of a slice of the views."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "snapshot_id": "20260910T231500000000Z-5ebff577",
                "metric": "start_failure_ratio",
                "measure": "mean",
                "unit": "ratio",
                "first_date": "2026-09-04",
                "last_date": "2026-09-10",
                "trust": {
                    "view_count": 210,
                    "covered_view_count": 200,
                    "covered_ratio": 0.952,
                    "telemetry_loss_ratio": 0.004,
                },
                "overall": {"n": 200, "value": 0.035, "low": 0.0171, "high": 0.0705, "is_suppressed": False},
            }
        }
    )

    overall: Measured | None = None


class Timeseries(MetricAnswer):
    """The metric over time, every hour, day or week of the range in order."""

    points: list[Point] = []


class Breakdown(MetricAnswer):
    """The metric by the values of a dimension."""

    dimension: str
    rows: list[BreakdownRow] = []


class Histogram(MetricAnswer):
    """How many views have which value of the metric. Its measure is always count."""

    buckets: list[Bucket] = []


class Comparison(MetricAnswer):
    """The metric now, against as many days before, and a filtered slice against all views."""

    overall: Measured | None = None
    before: PeriodDifference | None = None
    total: Difference | None = Field(None, description="Null without filters")
