"""Imports and access logs beside players: the API, the dashboards and the marts judge quality alike."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards import formats, metrics, queries
from dashboards.data import View
from tests.dashboards.conftest import view_of
from tests.support.clients import serving
from tests.support.contracts import mart_schemas
from tests.support.lake import Row, day, event, write_lake
from tests.support.snapshots import publish
from tests.support.warehouse import query, run_dbt

PLAYERS, OTHERS = ("events", "cmcd", "mux"), ("jellyfin", "tautulli", "cmcd_log")
DAY = day(0)
# Of nine views of players six play 90 s beside a stall of 10 s, two fail, and one is left before its start.
FAILURE_RATIO, EXIT_RATIO, REBUFFER_RATIO = 2 / 9, 1 / 9, 60 / 600
BUILT = ("fct_views", "agg_audience_daily", "agg_breakdown_daily")


def _events() -> Iterator[Row]:
    for number, source in enumerate(PLAYERS * 2):
        yield from _played(source, number)
    for number, source in enumerate(OTHERS * 2, start=len(PLAYERS * 2)):
        yield from _imported(source, number)
    yield from _ended("s-failed-1", 1, "error", is_fatal=True)
    yield from _ended("s-failed-2", 2, "error", is_fatal=True)
    yield from _ended("s-left", 3, "view_end")
    yield from _ended("s-log", 4, "view_end", source="cmcd_log")


def _played(source: str, number: int) -> Iterator[Row]:
    """90 s of content with a stall of 10 s."""
    fields: dict[str, Any] = {
        "session_id": f"s-{source}-{number}",
        "viewer_key": f"v{number}",
        "source": source,
    }
    start = 1000 * number
    yield event("view_start", start, **fields)
    yield event("playing", start + 1, position_seconds=0.0, **fields)
    yield event("rebuffer_start", start + 46, position_seconds=45.0, **fields)
    yield event("playing", start + 56, position_seconds=45.0, **fields)
    yield event("view_end", start + 101, position_seconds=90.0, **fields)


def _imported(source: str, number: int) -> Iterator[Row]:
    """900 s of content without a stall."""
    fields: dict[str, Any] = {
        "session_id": f"s-{source}-{number}",
        "viewer_key": f"v{number}",
        "source": source,
    }
    yield event("playing", 1000 * number, position_seconds=0.0, **fields)
    yield event("view_end", 1000 * number + 900, position_seconds=900.0, **fields)


def _ended(session_id: str, number: int, how: str, **fields: object) -> Iterator[Row]:
    """A view that ends 5 s after its start, before its first frame."""
    yield event("view_start", 10 * number, session_id=session_id, **fields)
    yield event(how, 10 * number + 5, session_id=session_id, **fields)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of a built lake, its marts of views published."""
    folder = tmp_path_factory.mktemp("covered")
    write_lake(folder, {"playback_events": _events()})
    run_dbt(folder, "run", "--select", *(f"+{name}" for name in BUILT))
    frames = {name: pl.DataFrame(schema=schema) for name, schema in mart_schemas().items()}
    built = {name: pl.DataFrame(query(folder, f"from {name}"), schema=mart_schemas()[name]) for name in BUILT}
    publish(folder, frames | built)
    return folder


@pytest.fixture
def view(folder: Path) -> View:
    return view_of(folder, DAY, DAY)


def test_players_tell_of_quality_and_others_do_not(folder: Path) -> None:
    sources = query(folder, "select distinct source, is_covered from fct_views")
    assert {row["source"]: row["is_covered"] for row in sources} == {
        **dict.fromkeys(PLAYERS, True),
        **dict.fromkeys(OTHERS, False),
    }


def test_the_api_judges_covered_views(folder: Path) -> None:
    with serving(folder) as client:
        totals = client.get(f"/v1/summary?from={DAY}&to={DAY}").json()["totals"]
        measured = {
            name: client.get(f"/v1/metrics/{name}/overall?from={DAY}&to={DAY}").json()["overall"]
            for name in ("start_failure_ratio", "exit_before_start_ratio", "rebuffer_ratio")
        }
    assert (totals["view_count"], totals["covered_view_count"]) == (16, 9)
    assert totals["failure_ratio"] == measured["start_failure_ratio"]["value"]
    assert totals["failure_ratio"] == pytest.approx(FAILURE_RATIO)
    assert totals["rebuffer_ratio"] == pytest.approx(REBUFFER_RATIO)
    assert measured["exit_before_start_ratio"]["value"] == pytest.approx(EXIT_RATIO)
    assert measured["rebuffer_ratio"]["value"] == totals["rebuffer_ratio"]
    assert measured["rebuffer_ratio"]["n"] == 6


def test_the_dashboards_judge_covered_views(view: View) -> None:
    totals = view.row(queries.playback.SUMMARY)
    assert metrics.quality.failures(totals).value == formats.percent(FAILURE_RATIO)
    assert metrics.quality.early_exits(totals).value == formats.percent(EXIT_RATIO)
    assert metrics.quality.rebuffering(totals).value == formats.percent(REBUFFER_RATIO)
    [of_day] = view.frame(queries.playback.DAILY_QUALITY, least=formats.LEAST_COUNT).to_dicts()
    assert of_day["rebuffer_ratio"] == pytest.approx(REBUFFER_RATIO)
    assert (of_day["start_failure_count"], of_day["exit_before_start_count"]) == (2, 1)
    [part] = view.frame(
        queries.playback.QUALITY_BY, dimension="provider", least=formats.LEAST_COUNT
    ).to_dicts()
    assert part["failure_ratio"] == pytest.approx(FAILURE_RATIO)
    assert part["rebuffer_ratio"] == pytest.approx(REBUFFER_RATIO)


def test_the_breakdown_judges_covered_views(folder: Path) -> None:
    [part] = query(folder, "from agg_breakdown_daily where dimension = 'provider'")
    assert (part["view_count"], part["covered_view_count"], part["playing_count"]) == (16, 9, 6)
    assert part["start_failure_ratio"] == pytest.approx(FAILURE_RATIO)
    assert part["exit_before_start_ratio"] == pytest.approx(EXIT_RATIO)
    assert part["rebuffer_ratio"] == pytest.approx(REBUFFER_RATIO)
    assert part["play_seconds"] == pytest.approx(6 * 90 + 6 * 900)
    imported = query(
        folder, "from agg_breakdown_daily where dimension = 'source' and dimension_value = 'cmcd_log'"
    )
    assert [(row["view_count"], row["exit_before_start_count"]) for row in imported] == [(3, 0)]


def test_the_audience_of_the_day_judges_covered_views(folder: Path) -> None:
    [row] = query(folder, "from agg_audience_daily where view_date = ?", [date(2026, 11, 1)])
    assert row["start_failure_count"] / row["covered_view_count"] == pytest.approx(FAILURE_RATIO)
    stalled, played = row["covered_rebuffer_seconds"], row["covered_play_seconds"]
    assert stalled / (stalled + played) == pytest.approx(REBUFFER_RATIO)
