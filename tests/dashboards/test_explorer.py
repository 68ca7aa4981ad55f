"""The quality explorer: every metric and measure against polars over the same rows."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars import col

from app.queries.dimensions import DIMENSIONS, Filter
from app.queries.metric import Measure, amount, rate
from app.queries.metrics import METRICS
from dashboards import explorer, formats, queries
from dashboards.data import View
from dashboards.filters import Filters
from tests.dashboards.conftest import OpenPage, metrics_of, texts_of, view_of
from tests.support.measured import DEFINITIONS, chosen, measured, mixed_frames
from tests.support.snapshots import publish

_FIRST, _LAST = date(2026, 9, 3), date(2026, 9, 9)
_CASES = [(name, measure) for name, metric in METRICS.items() for measure in metric.measures]


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder: Path = tmp_path_factory.mktemp("mixed")
    publish(folder, mixed_frames())
    return view_of(folder, _FIRST, _LAST)


@pytest.fixture(scope="module")
def views() -> pl.DataFrame:
    return mixed_frames()["fct_views"]


def _same(row: dict[str, Any], expected: dict[str, Any]) -> None:
    assert {name: row[name] for name in ("n", "value")} == pytest.approx(
        {name: expected[name] for name in ("n", "value")}
    )


@pytest.mark.parametrize(("name", "measure"), _CASES)
def test_whole_period(view: View, views: pl.DataFrame, name: str, measure: Measure) -> None:
    found = view.bound_frame(queries.explorer.overall(METRICS[name], measure, [])).row(0, named=True)
    _same(found, measured(chosen(views, name, _FIRST, _LAST), name, measure))


@pytest.mark.parametrize(("name", "measure"), _CASES)
def test_days_have_their_own_numbers(view: View, views: pl.DataFrame, name: str, measure: Measure) -> None:
    found = view.bound_frame(queries.explorer.series(METRICS[name], measure, []), step=1)
    assert found["day"].to_list() == pl.date_range(_FIRST, _LAST, "1d", eager=True).to_list()
    for row in found.iter_rows(named=True):
        _same(row, measured(chosen(views, name, row["day"], row["day"]), name, measure))


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize(("name", "measure"), [("rebuffer_ratio", "mean"), ("startup_ms", "p95")])
def test_parts_add_up_to_the_whole(
    view: View, views: pl.DataFrame, dimension: str, name: str, measure: Measure
) -> None:
    entered = chosen(views, name, _FIRST, _LAST)
    found = view.bound_frame(queries.explorer.breakdown(METRICS[name], measure, dimension, []))
    assert found["n"].sum() == entered.height
    assert found["n"].is_sorted(descending=True)
    assert found["part"].null_count() == 0


def test_a_part_has_its_own_number_and_few_views_none(view: View, views: pl.DataFrame) -> None:
    first = _LAST - timedelta(days=1)
    two_days = View(view.snapshot, Filters(first, _LAST))
    entered = chosen(views, "startup_ms", first, _LAST)
    found = two_days.bound_frame(queries.explorer.breakdown(METRICS["startup_ms"], "median", "title", []))
    assert {n >= 5 for n in found["n"]} == {True, False}
    for row in found.iter_rows(named=True):
        part = entered.filter(col(DIMENSIONS["title"].value).eq_missing(row["part_key"]))
        _same(row, measured(part, "startup_ms", "median"))
        assert row["part"] == part["content_title"][0]


def test_views_that_do_not_say_are_a_part(view: View) -> None:
    found = view.bound_frame(queries.explorer.breakdown(METRICS["views"], "count", "country", []))
    assert found.filter(col("part_key").is_null())["part"].to_list() == ["unknown"]


def test_filters_and_providers_narrow_every_query(view: View, views: pl.DataFrame) -> None:
    alpha = View(view.snapshot, Filters(_FIRST, _LAST, ("alpha",)))
    filters = [Filter("custom.plan", "gold", is_excluding=False)]
    part = views.filter(col("provider_id") == "alpha", col("custom").str.contains("gold"))
    expected = measured(chosen(part, "plays", _FIRST, _LAST), "plays", "count")
    assert expected["n"] > 0
    by_player = queries.explorer.breakdown(METRICS["plays"], "count", "player", filters)
    by_day = queries.explorer.series(METRICS["plays"], "count", filters)
    _same(
        alpha.bound_frame(queries.explorer.overall(METRICS["plays"], "count", filters)).row(0, named=True),
        expected,
    )
    assert alpha.bound_frame(by_player)["n"].sum() == expected["n"]
    assert alpha.bound_frame(by_day, step=7)["value"].to_list() == [expected["n"]]


def test_trust_is_that_of_the_chosen_views(view: View, views: pl.DataFrame) -> None:
    german = [Filter("country", "de", is_excluding=False)]
    found = view.bound_frame(queries.explorer.trust(METRICS["startup_ms"], german)).row(0, named=True)
    part = views.filter(
        ~col("is_bot"), col("ended_date").is_between(_FIRST, _LAST), col("country_code") == "de"
    )
    viewer = col("viewer_key").fill_null(col("view_key"))
    numbered = part.filter(col("lost_event_count").is_not_null())
    covered = part.filter(col("source") != "jellyfin").select(viewer.n_unique()).item()
    lost, received = (int(numbered[name].sum()) for name in ("lost_event_count", "event_count"))
    assert found["viewer_count"] == part.select(viewer.n_unique()).item()
    assert found["covered_ratio"] == pytest.approx(covered / found["viewer_count"])
    assert found["telemetry_loss_ratio"] == pytest.approx(lost / (lost + received))


def test_custom_dimensions_are_found(view: View) -> None:
    assert view.frame(queries.explorer.CUSTOM_DIMENSIONS)["name"].to_list() == ["custom.a/b", "custom.plan"]


def test_rows_of_the_days_before_stand_beside_those_of_now() -> None:
    now = pl.DataFrame({"part_key": ["a", None], "n": [9, 5], "value": [1.0, 2.0]})
    before = pl.DataFrame({"part_key": [None, "b"], "n": [7, 8], "value": [3.0, 4.0]})
    found = explorer.side_by_side(now, before, "part_key")
    assert found["value_before"].to_list() == [None, 3.0]
    assert found["n_before"].to_list() == [0, 7]


def test_only_shares_of_views_have_an_interval() -> None:
    rows = pl.DataFrame({"n": [20, 3], "value": [0.5, None]})
    share = explorer.Choice(rate("x_ratio", "", holds="x", valid="true"), "mean")
    mean = explorer.Choice(amount("x_ms", "milliseconds", "", edges=()), "mean")
    assert explorer.with_interval(rows, share)["low"].to_list() == [pytest.approx(0.2993, abs=1e-4), None]
    assert explorer.with_interval(rows, mean)["high"].null_count() == 2


def test_names_are_for_people() -> None:
    names = [explorer.name_of(name) for name in ("startup_ms", "rebuffer_ratio", "cdn", "custom.plan")]
    assert names == ["Startup (ms)", "Rebuffer ratio", "CDN", "plan"]
    assert len({explorer.name_of(name) for name in METRICS}) == len(METRICS)


def test_page_takes_metric_measure_and_filter_from_the_url(
    open_page: OpenPage, data_dir: Path, views: pl.DataFrame
) -> None:
    publish(data_dir, mixed_frames())
    query = {"metric": "Completed ratio", "by": "Country", "where": "Device", "is": "tv"}
    app = open_page("explorer", period="90d", **query)
    assert not app.exception
    part = chosen(
        views.filter(col("device_type") == "tv"), "completed_ratio", date(2026, 1, 1), date(2027, 1, 1)
    )
    expected = measured(part, "completed_ratio", "mean")
    shown = metrics_of(app)
    assert shown["Completed ratio, mean"] == formats.percent(expected["value"])
    assert shown["95% interval"] == (
        f"{formats.percent(expected['low'])} to {formats.percent(expected['high'])}"
    )
    assert {"Telemetry loss", "Viewers covered"} <= shown.keys()
    assert "By country" in texts_of(app)


def test_a_measure_that_the_next_metric_lacks_gives_way(open_page: OpenPage, data_dir: Path) -> None:
    publish(data_dir, mixed_frames())
    app = open_page("explorer", metric="Startup (ms)", measure="p95")
    assert "Startup (ms), p95" in metrics_of(app)
    app.selectbox(key="metric").set_value("Bounced ratio").run()
    assert not app.exception
    assert "Bounced ratio, mean" in metrics_of(app)


def test_every_metric_opens(open_page: OpenPage, data_dir: Path) -> None:
    assert DEFINITIONS.keys() == METRICS.keys()
    publish(data_dir, mixed_frames())
    for name in (
        "views",
        "viewers",
        "rebuffer_per_minute",
        "avg_bitrate_bps",
        "live_latency_ms",
        "quality_score",
    ):
        app = open_page("explorer", metric=explorer.name_of(name))
        assert not app.exception, name
