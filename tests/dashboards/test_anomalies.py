"""Anomalies in words, and the page that lists them."""

from pathlib import Path

import pytest

from dashboards import anomalies, queries
from tests.dashboards.conftest import OpenPage, texts_of, view_of
from tests.support.playback_rows import FIRST_DAY, LAST_DAY
from tests.support.snapshots import full_frames, publish, publish_full


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        ("rebuffer_ratio", 0.08, "8.0%"),
        ("p95_startup_ms", 2500.0, "2.50 s"),
        ("play_seconds", 7200.0, "2 h 0 min"),
        ("view_count", 12345.0, "12,345"),
        ("mean_experience_score", 71.234, "71.23"),
        ("view_count", None, "—"),
    ],
)
def test_values_have_the_unit_of_their_name(metric: str, value: float | None, text: str) -> None:
    assert anomalies.value_text(metric, value) == text


def test_the_strangest_come_first_with_what_explains_them(data_dir: Path) -> None:
    publish_full(data_dir)
    found = anomalies.worded(view_of(data_dir, FIRST_DAY, LAST_DAY).frame(queries.anomalies.LIST))
    assert found["metric_label"].to_list() == ["Rebuffer Ratio", "View Count"]
    assert found["explained"].to_list() == ["cdn: edge-2", None]
    assert found["value_text"].to_list() == ["8.0%", "3"]
    assert found["expected_text"].to_list() == ["1.0%", "30"]


def test_only_those_of_the_range_are_listed(data_dir: Path) -> None:
    publish_full(data_dir)
    found = view_of(data_dir, LAST_DAY, LAST_DAY).frame(queries.anomalies.LIST)
    assert found["metric"].to_list() == ["view_count"]


def test_page_lists_them_beside_what_is_lost(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("anomalies")
    assert not app.exception
    assert app.dataframe[0].value["explained"].dropna().to_list() == ["cdn: edge-2"]
    assert "Telemetry loss" in texts_of(app)
    assert "Viewers covered" in texts_of(app)


def test_an_ordinary_time_is_said(open_page: OpenPage, data_dir: Path) -> None:
    frames = full_frames()
    publish(data_dir, frames | {"fct_anomalies": frames["fct_anomalies"].clear()})
    assert "Nothing out of the ordinary" in texts_of(open_page("anomalies"))
