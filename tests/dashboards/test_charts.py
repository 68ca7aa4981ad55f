from datetime import date
from typing import Any

import altair as alt
import polars as pl

from dashboards import charts

_DAYS = pl.DataFrame(
    {
        "day": [date(2026, 1, 1), date(2026, 1, 2)],
        "hours": [1.5, None],
        "p50": [10.0, None],
        "p95": [20.0, 30.0],
    }
)


def _spec(chart: alt.Chart | alt.LayerChart) -> dict[str, Any]:
    spec: dict[str, Any] = chart.to_dict()
    return spec


def _rows(spec: dict[str, Any]) -> list[dict[str, Any]]:
    (rows,) = spec["datasets"].values()
    found: list[dict[str, Any]] = rows
    return found


def test_day_charts_name_their_unit() -> None:
    for build in (charts.day_bars, charts.day_area):
        encoding = _spec(build(_DAYS, "hours", "Watch time (h)"))["encoding"]
        assert encoding["y"]["title"] == "Watch time (h)"
        assert encoding["x"]["field"] == "day"


def test_lines_of_several_columns_keep_gaps() -> None:
    spec = _spec(charts.day_lines(_DAYS, {"p50": "Median", "p95": "p95"}, "Startup (ms)"))
    assert [row["value"] for row in _rows(spec)] == [10.0, None, 20.0, 30.0]
    assert spec["encoding"]["color"]["scale"]["domain"] == ["Median", "p95"]
    assert spec["mark"]["invalid"] == "break-paths-show-path-domains"


def test_unpivoted_has_a_row_for_each_day_and_column() -> None:
    long = charts.unpivoted(_DAYS, {"p50": "Median", "p95": "p95"})
    assert long.columns == ["day", "series", "value"]
    assert long["series"].to_list() == ["Median", "Median", "p95", "p95"]


def test_stacked_days_keep_the_given_order_of_kinds() -> None:
    frame = pl.DataFrame({"day": [date(2026, 1, 1)], "kind": ["moved"], "n": [3]})
    spec = _spec(charts.stacked_days(frame, "n", "kind", "Changes", ["added", "moved"]))
    assert spec["encoding"]["color"]["scale"]["domain"] == ["added", "moved"]


def test_ranked_bars_keep_the_order_of_rows() -> None:
    frame = pl.DataFrame({"title": ["b", "a"], "hours": [2.0, 1.0]})
    layer = _spec(charts.ranked_bars(frame, "title", "hours", "Watch time (h)"))["layer"][0]
    assert layer["encoding"]["y"]["sort"] is None


def test_histogram_labels_buckets_by_both_ends() -> None:
    frame = pl.DataFrame({"bucket": [0, 90], "n": [1, 2]})
    spec = _spec(charts.histogram(frame, "bucket", "n", "Share seen (%)", "Plays"))
    assert [row["label"] for row in _rows(spec)] == ["0-10", "90-100"]


def test_uptime_grid_grows_with_its_rows_and_runs_from_zero_to_one() -> None:
    row = {"label": "A", "day": date(2026, 1, 1), "uptime_ratio": 0.5, "check_count": 8}
    one = _spec(charts.uptime_grid(pl.DataFrame([row]), "day"))
    two = _spec(charts.uptime_grid(pl.DataFrame([row, {**row, "label": "B"}]), "week"))
    assert two["height"] > one["height"]
    assert one["encoding"]["color"]["scale"]["domain"] == [0, 1]
    assert two["encoding"]["x"]["title"] == "Week from"


def test_week_grid_names_the_weekdays() -> None:
    frame = pl.DataFrame({"weekday": [1, 7], "hour": [0, 23], "watch_hours": [1.0, 2.0]})
    assert [row["weekday"] for row in _rows(_spec(charts.week_grid(frame)))] == ["Mon", "Sun"]


def test_charts_fix_no_colour_of_their_own() -> None:
    bars = charts.ranked_bars(pl.DataFrame({"title": ["a"], "hours": [1.0]}), "title", "hours", "Hours")
    assert "#" not in bars.to_json()
