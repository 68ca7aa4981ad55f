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
from app.models.catalog_history import CatalogChange, CatalogTitle, ChangeType, StreamVersion, TitleType
from app.models.guides import GuideCoverage, GuideRevision
from app.models.insights import Anomaly, Cohort, TrendingTitle
from app.models.matching import ChannelBackup, MatchMethod, MatchReview, RefusalReason, StreamMatch
from app.models.metrics import Overall
from app.models.playback import Title
from app.models.scorecard import (
    AccountState,
    CatalogDefect,
    HeatmapSegment,
    LibraryDay,
    Reconciliation,
    Scorecard,
    SyncKind,
)
from app.models.summary import Summary
from app.models.views import View, ViewDetail, ViewEvent
from tests.support.contracts import accepted_values, mart_schemas

TYPES: dict[type, pl.DataType] = {
    str: pl.String(),
    int: pl.Int64(),
    float: pl.Float64(),
    bool: pl.Boolean(),
    datetime: pl.Datetime("us"),
    date: pl.Date(),
}
CATALOG = {
    "dim_streams_history": StreamVersion,
    "fct_catalog_changes": CatalogChange,
    "dim_catalog_titles": CatalogTitle,
    "agg_guide_coverage": GuideCoverage,
    "fct_guide_revisions": GuideRevision,
    "map_stream_channels": StreamMatch,
    "agg_channel_backups": ChannelBackup,
    "fct_match_reviews": MatchReview,
    "agg_provider_scorecard": Scorecard,
    "fct_catalog_defects": CatalogDefect,
    "fct_account_states": AccountState,
    "agg_library_daily": LibraryDay,
    "agg_reconciliation_daily": Reconciliation,
    "fct_heatmap_segments": HeatmapSegment,
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
    **CATALOG,
}
EXAMPLES = [
    *(Provider, Stream, Channel, Incident, Title, View, ViewEvent, ViewDetail, Summary, Overall),
    *CATALOG.values(),
]


def _schema(row: type[Row]) -> dict[str, pl.DataType]:
    hints = get_type_hints(row)
    kinds = {name: hints[name] for name in row.model_fields}
    return {
        name: TYPES[next(k for k in (*get_args(kind), kind) if k is not type(None))]
        for name, kind in kinds.items()
    }


@pytest.mark.parametrize(("mart", "row"), ROWS.items())
def test_a_row_has_the_columns_of_its_mart(mart: str, row: type[Row]) -> None:
    shown = {name: kind for name, kind in mart_schemas()[mart].items() if name != "search_text"}
    assert _schema(row) == shown


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


@pytest.mark.parametrize(
    ("mart", "column", "values"),
    [
        ("fct_catalog_changes", "change_type", ChangeType),
        ("dim_catalog_titles", "title_type", TitleType),
        ("fct_catalog_defects", "sync_kind", SyncKind),
        ("map_stream_channels", "refusal_reason", RefusalReason),
        ("map_stream_channels", "match_method", MatchMethod),
    ],
)
def test_a_filter_knows_the_values_that_the_mart_accepts(mart: str, column: str, values: object) -> None:
    # What a person has decided on is not in the queue.
    assert {*get_args(values)} == accepted_values(mart, column) - {"decided_none"}
