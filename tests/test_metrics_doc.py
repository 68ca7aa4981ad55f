"""docs/METRICS.md against what it describes: the contracts, dbt's variables, the API's list of metrics.

Tables under a heading that is a mart's name describe that mart, those with a column `range` describe
`fct_views`; `Shared columns` hold wherever a mart says nothing else. Whatever stands as `` `name` = 5 `` is a
variable with its value.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import polars as pl
import pytest

from app.queries.metric import Metric
from app.queries.metrics import METRICS
from app.statistics import MINIMUM_COUNT
from ingestion.parsers.plays import MAX_PLAY_SECONDS, MAX_TITLE_RATIO
from tests.support.contracts import MARTS_FOLDER, mart_schemas

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "METRICS.md").read_text()
VARIABLES: dict[str, Any] = msgspec.yaml.decode((ROOT / "dbt_project" / "dbt_project.yml").read_bytes())[
    "vars"
]
CONSTANTS = {**VARIABLES, "MAX_PLAY_SECONDS": MAX_PLAY_SECONDS, "MAX_TITLE_RATIO": MAX_TITLE_RATIO}
SUBJECTS = ("audience", "playback", "quality", "viewers")
PLAYBACK = {
    model["name"]: model
    for subject in SUBJECTS
    for path in sorted((MARTS_FOLDER / subject).glob("_*.yml"))
    for model in msgspec.yaml.decode(path.read_bytes())["models"]
}
# Where the last word of a name does not tell its unit.
UNITS = {
    "average_audience": "views",
    "cohort_size": "viewers",
    "completion_bucket": "per cent",
    "coverage_quartile": "quarters",
    "deviation": "deviations",
    "drop_rank": "place",
    "event_number": "place",
    "expected_value": "the metric's",
    "explained_share": "ratio",
    "playback_rate": "rate",
    "quartile": "quarters",
    "rank": "place",
    "score_version": "version",
    "step_number": "place",
    "trend_score": "deviations",
    "value": "the metric's",
    "week_number": "weeks",
    **dict.fromkeys(("view_score", "watch_score", "variety_score", "completion_score"), "points"),
}
UNITS_OF_SUFFIX = {
    "_seconds": "seconds",
    "_ms": "milliseconds",
    "_ratio": "ratio",
    "_ratio_low": "ratio",
    "_ratio_high": "ratio",
    "_score": "0 to 100",
    "_bps": "bits per second",
}
THINGS = {
    "ads", "channels", "days", "events", "plays", "seeks", "stalls", "switches", "titles", "viewers", "views",
    "visits",
}  # fmt: skip
# What a measure is not: keys and flags of the grain.
GRAIN = {"asn", "is_simulated", "is_bot"}


class Row(NamedTuple):
    """One column of one table."""

    section: str
    column: str
    unit: str
    range: str | None
    text: str


def _tables() -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """Heading, column names and rows of each table of the page."""
    heading, table = "", []
    for line in [*PAGE.splitlines(), ""]:
        if line.startswith("|"):
            table.append([cell.strip() for cell in line.strip("|").split(" |")])
        elif table:
            yield heading, table[0], table[2:]
            table = []
        if line.startswith("#"):
            heading = line.lstrip("#").strip().strip("`")


def _rows() -> Iterator[Row]:
    for heading, names, rows in _tables():
        if names[0] != "column":
            continue
        section = "fct_views" if "range" in names else heading
        for cells in rows:
            named = dict(zip(names, cells, strict=True))
            for column in re.findall(r"`(\w+)`", named["column"]):
                text = named["definition and formula"]
                yield Row(section, column, named["unit"], named.get("range"), text)


ROWS = list(_rows())
SHARED = {row.column for row in ROWS if row.section == "Shared columns"}


def _measures(mart: str) -> set[str]:
    numeric = (pl.Int64(), pl.Float64(), pl.Boolean())
    return {column for column, kind in mart_schemas()[mart].items() if kind in numeric} - GRAIN


def _ranged(mart: str, test: str) -> set[str]:
    """The columns that a data test of the mart bounds."""
    return {
        column
        for item in PLAYBACK[mart].get("data_tests", [])
        if test in item
        for column in item[test]["arguments"]["columns"]
    }


def metric_row(metric: Metric) -> str:
    """What the page has to say of a metric of the API."""
    return (
        f"| `{metric.name}` | {metric.unit} | `{_formula(metric)}` | `{metric.valid}` | {metric.buckets_by} |"
    )


def _formula(metric: Metric) -> str:
    if "mean" not in metric.measures:
        return metric.sql("count")
    if metric.denominator == "1":
        return f"avg({metric.value.removeprefix('(').removesuffix(')::integer')})"
    return f"sum({metric.numerator}) / sum({metric.denominator})"


@pytest.mark.parametrize("mart", PLAYBACK)
def test_every_measure_of_a_mart_has_a_row(mart: str) -> None:
    own = {row.column for row in ROWS if row.section == mart}
    assert _measures(mart) - own - SHARED == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.section}.{row.column}")
def test_a_row_is_of_a_column_in_its_unit(row: Row) -> None:
    marts = PLAYBACK if row.section == "Shared columns" else [row.section]
    assert any(row.column in mart_schemas()[mart] for mart in marts)
    assert row.text or row.unit == "flag"
    if row.section == "fct_views" and row.column in METRICS:
        assert row.unit == METRICS[row.column].unit
    elif row.column.startswith(("is_", "has_")):
        assert row.unit == "flag"
    elif row.column in UNITS:
        assert row.unit == UNITS[row.column]
    elif row.column == "rebuffer_per_minute":
        assert row.unit == "stalls per minute"
    elif row.column.endswith("_count"):
        assert row.unit in THINGS
    else:
        assert row.unit == next(unit for end, unit in UNITS_OF_SUFFIX.items() if row.column.endswith(end))


def test_no_column_has_two_rows() -> None:
    named = [(row.section, row.column) for row in ROWS]
    assert sorted(named) == sorted(set(named))


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.range is not None], ids=lambda row: f"{row.section}.{row.column}"
)
def test_ranges_are_those_that_the_warehouse_checks(row: Row) -> None:
    checked = _ranged("fct_views", "between_0_and_1")
    assert (row.range == "0..1") == (row.column in checked)
    if row.column in _ranged("fct_views", "never_negative"):
        assert row.range == "0.."


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_every_metric_of_the_api_stands_with_its_formula(metric: Metric) -> None:
    assert metric_row(metric) in PAGE


def test_the_page_lists_no_other_metric_of_the_api() -> None:
    listed = next(
        rows for _, names, rows in _tables() if names[0] == "metric" and "views that enter" in names
    )
    assert [cells[0].strip("`") for cells in listed] == list(METRICS)


@pytest.mark.parametrize(
    ("name", "value"), sorted(set(re.findall(r"`(\w+)` = (\d+(?:\.\d+)?)", PAGE))), ids=lambda part: part
)
def test_bounds_in_the_text_are_those_of_the_models(name: str, value: str) -> None:
    assert float(value) == CONSTANTS[name]


def test_every_variable_is_listed_with_its_value() -> None:
    listed = next(rows for _, names, rows in _tables() if names[0] == "variable")
    assert {cells[0].strip("`"): float(cells[1]) for cells in listed} == VARIABLES


def test_small_numbers_are_hidden_alike_everywhere() -> None:
    assert VARIABLES["suppression_minimum"] == MINIMUM_COUNT


def test_every_table_that_is_named_exists() -> None:
    named = set(re.findall(r"`((?:fct|dim|agg)_\w+)`", PAGE))
    assert named - set(mart_schemas()) == set()


def test_every_mart_of_the_list_exists() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "MARTS.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(mart_schemas())
