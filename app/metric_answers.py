"""From a question about a metric to its answer: which days, which views, and the numbers of the snapshot.

What the numbers are is decided in `app.queries`; nothing here holds SQL.
"""

from typing import NamedTuple

from app.metric_days import buckets_of, days_shown
from app.models.metric_parameters import (
    BreakdownParameters,
    MeasureParameters,
    SliceParameters,
    TimeseriesParameters,
)
from app.models.metrics import (
    Breakdown,
    BreakdownRow,
    Bucket,
    Comparison,
    Difference,
    Histogram,
    Measured,
    Overall,
    PeriodDifference,
    Point,
    Timeseries,
    Trust,
)
from app.problem import ProblemError, ProblemType, refusal
from app.queries.dimensions import Conditions
from app.queries.measuring import (
    Slice,
    read_breakdown,
    read_histogram,
    read_points,
    read_trust,
    read_whole,
)
from app.queries.metric import Measure, Metric
from app.queries.metrics import METRICS
from app.snapshot import Snapshot
from app.statistics import MINIMUM_COUNT


class Question(NamedTuple):
    """A metric of the views that the parameters choose."""

    metric: Metric
    measure: Measure
    parameters: SliceParameters

    def head(self) -> dict[str, object]:
        """What the answer begins with, whether or not there is a snapshot."""
        return {
            "snapshot_id": None,
            "metric": self.metric.name,
            "measure": self.measure,
            "unit": _unit(self.metric, self.measure),
        }

    def overall(self, snapshot: Snapshot) -> Overall:
        """The metric of the slice."""
        part = self._slice(snapshot)
        return Overall.model_validate({**self._head(snapshot, part), "overall": self._whole(snapshot, part)})

    def timeseries(self, snapshot: Snapshot, parameters: TimeseriesParameters) -> Timeseries:
        """The metric over time. Raises ProblemError (422) for more buckets than an answer holds."""
        part = self._slice(snapshot)
        nothing = {"n": 0, "value": 0 if self.measure == "count" else None}
        rows = {
            bucket_at: {**nothing, "bucket_at": bucket_at} for bucket_at in buckets_of(part, parameters.group)
        }
        for row in read_points(snapshot, part, self.measure, parameters.group):
            rows[row["bucket_at"]] = row
        points = [Point.of(self.metric, self.measure, row) for row in rows.values()]
        return Timeseries.model_validate({**self._head(snapshot, part), "points": points})

    def breakdown(self, snapshot: Snapshot, parameters: BreakdownParameters) -> Breakdown:
        """The metric by a dimension."""
        part = self._slice(snapshot)
        rows = read_breakdown(
            snapshot,
            part,
            self.measure,
            dimension=parameters.dimension,
            order=parameters.order_by,
            row_count=parameters.limit,
        )
        return Breakdown.model_validate(
            {
                **self._head(snapshot, part),
                "dimension": parameters.dimension,
                "rows": [BreakdownRow.of(self.metric, self.measure, row) for row in rows],
            }
        )

    def histogram(self, snapshot: Snapshot) -> Histogram:
        """The views by their value."""
        part = self._slice(snapshot)
        counts = read_histogram(snapshot, part)
        total, edges = sum(counts.values()), self.metric.edges
        buckets = [
            Bucket(
                lower=lower,
                upper=upper,
                n=counts.get(number, 0),
                share=counts.get(number, 0) / total if total >= MINIMUM_COUNT else None,
            )
            for number, (lower, upper) in enumerate(zip(edges, [*edges[1:], None], strict=True))
        ]
        return Histogram.model_validate({**self._head(snapshot, part), "buckets": buckets})

    def comparison(self, snapshot: Snapshot) -> Comparison:
        """The metric against the days before, and a filtered slice against all views of its days."""
        part = self._slice(snapshot)
        now = self._whole(snapshot, part)
        earlier = part.before()
        days = {"first_date": earlier.first_date, "last_date": earlier.last_date}
        difference = _difference(now, self._whole(snapshot, earlier))
        answer = {
            **self._head(snapshot, part),
            "overall": now,
            "before": PeriodDifference.model_validate({**difference, **days}),
        }
        if self.parameters.is_filtered:
            everyone = self._slice(snapshot, self.parameters.population())
            answer["total"] = Difference.model_validate(_difference(now, self._whole(snapshot, everyone)))
        return Comparison.model_validate(answer)

    def _slice(self, snapshot: Snapshot, chosen: Conditions | None = None) -> Slice:
        first, last = days_shown(snapshot, self.parameters.first_date, self.parameters.last_date)
        sql, values = chosen or self.parameters.chosen()
        return Slice(self.metric, first, last, sql, values)

    def _head(self, snapshot: Snapshot, part: Slice) -> dict[str, object]:
        return {
            **self.head(),
            "snapshot_id": snapshot.id,
            "first_date": part.first_date,
            "last_date": part.last_date,
            "trust": Trust.model_validate(read_trust(snapshot, part)),
        }

    def _whole(self, snapshot: Snapshot, part: Slice) -> Measured:
        return Measured.of(self.metric, self.measure, read_whole(snapshot, part, self.measure))


def ask(name: str, parameters: SliceParameters) -> Question:
    """The question about the metric of that name.

    Raises ProblemError: 404 for an unknown metric, 422 for a measure that it does not have.
    """
    metric = METRICS.get(name)
    if metric is None:
        raise ProblemError(404, ProblemType.NOT_FOUND, "no such metric: `GET /v1/metrics` lists them")
    wanted = parameters.measure if isinstance(parameters, MeasureParameters) else "count"
    measure = wanted or metric.measures[0]
    if measure not in metric.measures:
        raise refusal("measure", f"{name} has {', '.join(metric.measures)}")
    return Question(metric, measure, parameters)


def require_histogram(question: Question) -> None:
    """Raises ProblemError (422) for a metric of which a single view has no value."""
    if not question.metric.edges:
        raise refusal("metric", f"{question.metric.name} has no histogram: one view has no value of it")


def _difference(value: Measured, other: Measured) -> dict[str, object]:
    if value.value is None or other.value is None:
        return {"other": other, "difference": None, "ratio": None}
    ratio = value.value / other.value if other.value else None
    return {"other": other, "difference": value.value - other.value, "ratio": ratio}


def _unit(metric: Metric, measure: Measure) -> str:
    """Counts, and sums of rates, are numbers of views."""
    counts_views = metric.edges and (measure == "count" or (metric.is_rate and measure == "sum"))
    return "views" if counts_views else metric.unit
