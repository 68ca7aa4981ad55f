from datetime import UTC, date, timedelta
from typing import Any

import altair as alt
import polars as pl

from dashboards import charts
from tests.support.playback_rows import at

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


def test_curve_numbers_its_largest_falls_and_the_strip_covers_every_step() -> None:
    steps = pl.DataFrame(
        {
            "position_seconds": [0.0, 40.0, 80.0],
            "step_seconds": [40.0] * 3,
            "absolute_ratio": [1.2, 0.6, 0.5],
            "unique_ratio": [1.0, 0.6, 0.5],
            "heat_ratio": [1.0, 0.5, 0.4],
            "drop_ratio": [0.0, 0.6, 0.1],
            "drop_rank": [None, 1, 6],
            "play_count": [9] * 3,
        }
    )
    curve = _spec(charts.retention_curve(steps))
    marked = next(rows for rows in curve["datasets"].values() if len(rows) == 1)
    assert [(row["position_seconds"], row["drop_rank"]) for row in marked] == [(40.0, 1)]
    strip = _spec(charts.heat_strip(steps))
    assert [row["end_seconds"] for row in _rows(strip)] == [40.0, 80.0, 120.0]
    assert strip["encoding"]["x"]["scale"]["domain"] == [0, 120.0]


def test_band_keeps_the_colours_of_states_and_names_those_there_are() -> None:
    spans = pl.DataFrame(
        {
            "row": ["State", "State", "Muted"],
            "state": ["startup", "playing", "playing"],
            "from_seconds": [0.0, 2.0, 3.0],
            "until_seconds": [2.0, 9.0, 9.0],
            "seconds": [2.0, 7.0, 6.0],
        }
    )
    events = pl.DataFrame(
        {
            "offset_seconds": [0.0, 9.0],
            "event_type": ["view_start", "error"],
            "state": ["startup", "failed"],
            "error_code": [None, "decode"],
            "position_seconds": [0.0, 7.0],
        }
    )
    bars, strokes = _spec(charts.state_band(spans, events))["layer"]
    assert bars["encoding"]["y"]["scale"]["domain"] == ["State", "Muted", "Events"]
    assert bars["encoding"]["color"]["legend"]["values"] == ["playing", "startup", "failed"]
    assert strokes["encoding"]["x"]["scale"]["domain"] == [0, 9.0]


def test_times_are_marked_as_utc_for_the_browser() -> None:
    frame = pl.DataFrame({"bucket_at": [at(date(2026, 1, 1), hours=6)], "peak_viewer_count": [3]})
    spec = _spec(charts.audience_steps(frame, "peak_viewer_count", "Viewers"))
    assert _rows(spec)[0]["bucket_at"].endswith("+0000")
    assert spec["encoding"]["x"]["scale"]["type"] == "utc"


def test_programmes_lie_on_the_span_of_the_curve() -> None:
    start = at(date(2026, 1, 1))
    frame = pl.DataFrame(
        {
            "title": ["News"],
            "channel_name": ["One"],
            "started_at": [start],
            "stopped_at": [start + timedelta(hours=1)],
            "average_audience": [2.5],
            "viewer_count": [4],
        }
    )
    chart = charts.programme_bars(frame, (start, start + timedelta(hours=3)))
    since = start.replace(tzinfo=UTC).timestamp()
    assert _spec(chart)["encoding"]["x"]["scale"]["domain"] == [since * 1000, (since + 10_800) * 1000]


def test_cohorts_say_their_share_or_that_they_are_too_few() -> None:
    frame = pl.DataFrame(
        {
            "cohort_week": [date(2026, 1, 5), date(2026, 1, 12)],
            "week_number": [1, 1],
            "cohort_size": [40, 3],
            "viewer_count": [30, None],
            "return_ratio": [0.75, None],
            "is_provisional": [False, True],
        }
    )
    rows = _rows(_spec(charts.cohort_grid(frame)))
    assert [row["text"] for row in rows] == ["75%", "too few"]
    assert [row["label"] for row in rows] == ["5 Jan 2026 (n = 40)", "12 Jan 2026 (n = 3)"]
    assert [row["contrast"] for row in rows] == [0, 1]


def test_intervals_leave_out_what_is_not_shown() -> None:
    frame = pl.DataFrame(
        {"part": ["a", "b"], "n": [9, 2], "value": [0.5, None], "low": [0.3, None], "high": [0.7, None]}
    )
    assert [row["part"] for row in _rows(_spec(charts.intervals(frame, "Share (%)", form=".2%")))] == ["a"]


def test_the_period_before_lies_on_the_days_of_now() -> None:
    frame = _DAYS.select("day", n=5, n_before=7, value="p95", value_before="p50", low="p50", high="p95")
    layers = _spec(charts.compared_days(frame, "Startup (ms)", form=",.0f"))
    long = next(rows for rows in layers["datasets"].values() if len(rows) == 4)
    assert [(row["series"], row["amount"], row["n_shown"]) for row in long] == [
        ("This period", 20.0, 5),
        ("This period", 30.0, 5),
        ("The period before", 10.0, 7),
        ("The period before", None, 7),
    ]


def test_charts_fix_no_colour_of_their_own() -> None:
    bars = charts.ranked_bars(pl.DataFrame({"title": ["a"], "hours": [1.0]}), "title", "hours", "Hours")
    assert "#" not in bars.to_json()
