"""From player events to anomalies: five weeks of equal days, one with failures on one delivery network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.lake import Row, day, event, write_lake
from tests.support.warehouse import query, run_dbt

DAY_COUNT = 33
VIEWS_A_DAY = 24
FAILING_DAY = 30
_DAY_SECONDS = 86_400


def _view(of_day: int, number: int) -> Iterator[Row]:
    """Events of a view of half a minute; every other comes from `b`, where it fails on the failing day."""
    start = of_day * _DAY_SECONDS + number * 60
    cdn = "ab"[number % 2]
    fields: dict[str, Any] = {
        "session_id": f"s{of_day}-{number}",
        "viewer_key": f"v{number}",
        "cdn": cdn,
        "site_id": "main",
    }
    yield event("view_start", start, **fields)
    if of_day == FAILING_DAY and cdn == "b":
        yield event("error", start + 1, is_fatal=True, error_code="404", **fields)
        return
    yield event("playing", start + 1, position_seconds=0.0, **fields)
    yield event("view_end", start + 31, position_seconds=30.0, **fields)


@pytest.fixture(scope="module")
def anomalies(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Rows of `fct_anomalies`."""
    folder: Path = tmp_path_factory.mktemp("anomalies")
    events = [
        row for of_day in range(DAY_COUNT) for number in range(VIEWS_A_DAY) for row in _view(of_day, number)
    ]
    write_lake(folder, {"playback_events": events})
    run_dbt(folder, "run", "--select", "+fct_anomalies")
    return query(folder, "select * from fct_anomalies order by metric, grain")


def test_flat_days_have_no_anomaly(anomalies: list[dict[str, Any]]) -> None:
    assert {row["bucket_at"].date() for row in anomalies} == {day(FAILING_DAY)}


def test_failures_are_found_and_explained(anomalies: list[dict[str, Any]]) -> None:
    failures = [row for row in anomalies if row["metric"] == "start_failure_ratio"]
    assert [row["grain"] for row in failures] == ["day", "hour"]
    for row in failures:
        assert (row["value"], row["expected_value"], row["direction"]) == (0.5, 0.0, "up")
        assert (row["explained_dimension"], row["explained_value"]) == ("cdn", "b")
        assert row["explained_share"] == pytest.approx(1)


def test_views_are_as_many_as_ever(anomalies: list[dict[str, Any]]) -> None:
    assert "view_count" not in {row["metric"] for row in anomalies}
