"""`GET /v1/metrics` and the answers about one metric under `/v1/metrics/{metric}`."""

from typing import Annotated

from fastapi import Path, Query, Response

from app.metric_answers import ask, require_histogram
from app.models.metric_parameters import (
    BreakdownParameters,
    MeasureParameters,
    SliceParameters,
    TimeseriesParameters,
)
from app.models.metrics import (
    Breakdown,
    Comparison,
    Histogram,
    MetricDescription,
    MetricList,
    Overall,
    Timeseries,
)
from app.queries.dimensions import DIMENSIONS
from app.queries.metrics import METRICS
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import METRIC, STATIC

router = read_router("metrics")
Name = Annotated[str, Path(description="Name of a metric, as `/v1/metrics` lists it")]


@router.get("/metrics", response_model=MetricList, responses=STATIC)
def list_metrics() -> MetricList:
    """Every metric with its unit, definition and measures, and every dimension."""
    metrics = [
        MetricDescription(
            metric=metric.name,
            unit=metric.unit,
            definition=metric.definition,
            default_measure=metric.measures[0],
            measures=list(metric.measures),
            buckets_by=metric.buckets_by,
            is_rate=metric.is_rate,
            has_histogram=bool(metric.edges),
        )
        for metric in METRICS.values()
    ]
    return MetricList(metrics=metrics, dimensions=[*DIMENSIONS, "custom.KEY"])


@router.get("/metrics/{metric}/overall", response_model=Overall, responses=METRIC)
def read_overall(
    metric: Name, parameters: Annotated[MeasureParameters, Query()], reader: ReaderDep
) -> Response:
    """One number for all chosen views."""
    question = ask(metric, parameters)
    return reader.answer(Overall.model_validate(question.head()), question.overall)


@router.get("/metrics/{metric}/timeseries", response_model=Timeseries, responses=METRIC)
def read_timeseries(
    metric: Name, parameters: Annotated[TimeseriesParameters, Query()], reader: ReaderDep
) -> Response:
    """One number for each hour, day or week of the range, at most 1,000; empty ones included."""
    question = ask(metric, parameters)
    nothing = Timeseries.model_validate(question.head())
    return reader.answer(nothing, lambda snapshot: question.timeseries(snapshot, parameters))


@router.get("/metrics/{metric}/breakdown", response_model=Breakdown, responses=METRIC)
def read_breakdown(
    metric: Name, parameters: Annotated[BreakdownParameters, Query()], reader: ReaderDep
) -> Response:
    """One number for each value of a dimension; those beyond `limit` are one row, `is_other`."""
    question = ask(metric, parameters)
    nothing = Breakdown.model_validate({**question.head(), "dimension": parameters.dimension})
    return reader.answer(nothing, lambda snapshot: question.breakdown(snapshot, parameters))


@router.get("/metrics/{metric}/histogram", response_model=Histogram, responses=METRIC)
def read_histogram(
    metric: Name, parameters: Annotated[SliceParameters, Query()], reader: ReaderDep
) -> Response:
    """How many views have which value; metrics that a single view has no value of have none."""
    question = ask(metric, parameters)
    require_histogram(question)
    return reader.answer(Histogram.model_validate(question.head()), question.histogram)


@router.get("/metrics/{metric}/comparison", response_model=Comparison, responses=METRIC)
def read_comparison(
    metric: Name, parameters: Annotated[MeasureParameters, Query()], reader: ReaderDep
) -> Response:
    """The number against that of as many days before, and a filtered slice against all views."""
    question = ask(metric, parameters)
    return reader.answer(Comparison.model_validate(question.head()), question.comparison)
