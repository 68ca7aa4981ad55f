from datetime import date, datetime
from typing import get_args, get_type_hints

import polars as pl
import pytest

from app.models.audience import (
    ConcurrencyDay,
    ConcurrencyMinute,
    ProgrammeAudience,
    RetentionCurve,
    RetentionStep,
)
from app.models.base import Row
from app.models.catalog import Channel, Incident, Provider, Stream
from app.models.insights import Anomaly, Cohort, TrendingTitle
from app.models.metrics import Overall
from app.models.playback import Title
from app.models.summary import Summary
from app.models.views import View, ViewDetail, ViewEvent
from tests.support.contracts import mart_schemas

TYPES: dict[type, pl.DataType] = {
    str: pl.String(),
    int: pl.Int64(),
    float: pl.Float64(),
    bool: pl.Boolean(),
    datetime: pl.Datetime("us"),
    date: pl.Date(),
}
ROWS = {
    "dim_providers": Provider,
    "dim_streams": Stream,
    "dim_channels": Channel,
    "fct_incidents": Incident,
    "fct_views": View,
    "agg_concurrency_minutely": ConcurrencyMinute,
    "agg_concurrency_daily": ConcurrencyDay,
    "agg_programme_audience": ProgrammeAudience,
    "agg_cohorts_weekly": Cohort,
    "fct_anomalies": Anomaly,
}
EXAMPLES = [Provider, Stream, Channel, Incident, Title, View, ViewEvent, ViewDetail, Summary, Overall]


def _schema(row: type[Row]) -> dict[str, pl.DataType]:
    hints = get_type_hints(row)
    kinds = {name: hints[name] for name in row.model_fields}
    return {
        name: TYPES[next(k for k in (*get_args(kind), kind) if k is not type(None))]
        for name, kind in kinds.items()
    }


@pytest.mark.parametrize(("mart", "row"), ROWS.items())
def test_a_row_has_the_columns_of_its_mart(mart: str, row: type[Row]) -> None:
    assert _schema(row) == dict(mart_schemas()[mart])


def test_a_title_has_columns_of_its_dimension_and_of_its_daily_sums() -> None:
    columns = {**mart_schemas()["agg_title_daily"], **mart_schemas()["dim_titles"]}
    assert _schema(Title).items() <= columns.items()
    assert set(mart_schemas()["dim_titles"]) <= set(_schema(Title))


def test_a_trending_title_has_columns_of_its_mart_and_of_its_dimension() -> None:
    columns = {**mart_schemas()["dim_titles"], **mart_schemas()["agg_titles_trending"]}
    assert _schema(TrendingTitle).items() <= columns.items()
    assert set(mart_schemas()["agg_titles_trending"]) <= set(_schema(TrendingTitle))


def test_the_events_of_a_view_have_columns_of_their_mart() -> None:
    columns = mart_schemas()["fct_view_events"]
    assert _schema(ViewEvent).items() <= columns.items()
    assert columns.keys() - _schema(ViewEvent) == {"view_key", "session_id", "started_date"}


def test_a_retention_curve_and_its_steps_have_columns_of_their_mart() -> None:
    columns = mart_schemas()["agg_title_retention"]
    step, curve = _schema(RetentionStep), RetentionCurve.model_fields.keys() - {"steps"}
    assert step.items() <= columns.items()
    assert columns.keys() == {"title_key", *curve, *step}


@pytest.mark.parametrize("model", EXAMPLES)
def test_examples_are_valid_and_complete(model: type[Row]) -> None:
    extra = model.model_config["json_schema_extra"]
    assert isinstance(extra, dict)
    example = extra["example"]
    assert model.model_validate(example).model_dump(mode="json") == example
