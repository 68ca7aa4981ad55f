"""Retention of titles, and viewers at once."""

from typing import Any

import polars as pl
import pytest
from polars import col
from starlette.testclient import TestClient

from tests.support.clients import walk
from tests.support.snapshots import full_frames

RETENTION = full_frames()["agg_title_retention"]
MINUTES = full_frames()["agg_concurrency_minutely"]
DAYS = full_frames()["agg_concurrency_daily"]
TITLE_KEY = RETENTION["title_key"][0]
LIVE_KEY = full_frames()["dim_titles"].filter(col("content_type") == "live")["title_key"][0]


def _items(client: TestClient, query: str) -> list[dict[str, Any]]:
    return [item for page in walk(client, f"/v1/concurrency?{query}") for item in page["items"]]


@pytest.mark.parametrize("title_key", RETENTION["title_key"].unique(maintain_order=True).to_list())
def test_a_title_has_a_curve_of_real_and_one_of_simulated_plays(full: TestClient, title_key: str) -> None:
    answer = full.get(f"/v1/titles/{title_key}/retention").json()
    rows = RETENTION.filter(col("title_key") == title_key)
    assert [c["is_simulated"] for c in answer["curves"]] == rows["is_simulated"].unique().sort().to_list()
    for curve in answer["curves"]:
        of_kind = rows.filter(col("is_simulated") == curve["is_simulated"]).sort("step_number")
        assert curve["play_count"] == of_kind["play_count"][0]
        assert len(curve["steps"]) == of_kind.height == 100
        for name in ("position_seconds", "absolute_ratio", "unique_ratio", "drop_ratio", "drop_rank"):
            assert [step[name] for step in curve["steps"]] == of_kind[name].to_list()


def test_retention_can_be_narrowed_to_real_plays(full: TestClient) -> None:
    curves = full.get(f"/v1/titles/{TITLE_KEY}/retention?is_simulated=false").json()["curves"]
    assert [curve["is_simulated"] for curve in curves] == [False]


def test_a_live_title_has_no_curve_and_an_unknown_one_is_not_found(full: TestClient) -> None:
    assert full.get(f"/v1/titles/{LIVE_KEY}/retention").json()["curves"] == []
    for key in ("nothing", "' or 1=1 --", "a%00b"):
        assert full.get(f"/v1/titles/{key}/retention").status_code == 404
    assert full.get(f"/v1/titles/{LIVE_KEY}/retention?is_simulated=x").status_code == 422


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("", col("scope") == "all"),
        ("scope=provider", col("scope") == "provider"),
        ("scope=provider&scope_key=beta", (col("scope") == "provider") & (col("scope_key") == "beta")),
        (f"scope=title&scope_key={TITLE_KEY}", (col("scope") == "title") & (col("scope_key") == TITLE_KEY)),
        ("scope=channel&is_simulated=true", (col("scope") == "channel") & col("is_simulated")),
        (
            "from=2026-09-03&to=2026-09-04",
            (col("scope") == "all") & col("view_date").is_between(pl.date(2026, 9, 3), pl.date(2026, 9, 4)),
        ),
    ],
)
@pytest.mark.parametrize(
    ("group", "frame", "time"), [("minute", MINUTES, "minute_at"), ("day", DAYS, "view_date")]
)
def test_viewers_at_once(
    full: TestClient, query: str, chosen: pl.Expr, group: str, frame: pl.DataFrame, time: str
) -> None:
    items = _items(full, f"group={group}&limit=500&{query}")
    expected = frame.filter(chosen).sort(time, "scope", "scope_key", descending=True)
    assert expected.height > 0
    names = ["scope_key", "peak_view_count", "peak_viewer_count", "watched_seconds"]
    assert [[item[name] for name in names] for item in items] == [list(r) for r in expected[names].rows()]
    assert [item[time][:10] for item in items] == [str(value)[:10] for value in expected[time]]


@pytest.mark.parametrize("query", ["scope=stream", "group=hour", "from=x", "scope_key=" + "x" * 257, "q=1"])
def test_wrong_parameters_are_refused(full: TestClient, query: str) -> None:
    assert full.get(f"/v1/concurrency?{query}").status_code == 422


def test_a_token_of_minutes_is_none_of_days(full: TestClient) -> None:
    token = full.get("/v1/concurrency?limit=1").json()["next"]
    assert full.get(f"/v1/concurrency?limit=1&next={token}").status_code == 200
    assert full.get(f"/v1/concurrency?group=day&limit=1&next={token}").status_code == 400
