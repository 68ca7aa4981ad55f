"""One view with its timeline."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from polars import col
from starlette.testclient import TestClient

from app.routes.views import EVENTS_LIMIT
from tests.support.clients import serving
from tests.support.snapshots import full_frames, publish

VIEWS = full_frames()["fct_views"]


@pytest.mark.parametrize("number", [0, 10, 11, 20])
def test_a_view_comes_with_its_timeline(full: TestClient, number: int) -> None:
    view_key = VIEWS["view_key"][number]
    (item,) = [i for i in full.get("/v1/views?limit=1000").json()["items"] if i["view_key"] == view_key]
    detail = full.get(f"/v1/views/{view_key}").json()
    events = full_frames()["fct_view_events"].filter(col("view_key") == view_key).sort("event_number")
    assert {name: detail[name] for name in item} == item
    assert detail.keys() - item.keys() == {"events", "has_more_events"}
    assert [event["state"] for event in detail["events"]] == events["state"].to_list()
    assert [event["gap_seconds"] for event in detail["events"]] == events["gap_seconds"].to_list()
    assert detail["events"][0]["occurred_at"] == item["started_at"]
    assert not detail["has_more_events"]


def test_the_states_of_a_timeline_fill_the_view(full: TestClient) -> None:
    detail = full.get(f"/v1/views/{VIEWS['view_key'][0]}").json()
    lasted = sum(event["gap_seconds"] for event in detail["events"])
    assert timedelta(seconds=lasted) == VIEWS["ended_at"][0] - VIEWS["started_at"][0]


def test_a_view_has_the_snapshot_as_tag_and_is_not_sent_twice(full: TestClient) -> None:
    address = f"/v1/views/{VIEWS['view_key'][0]}"
    tag = full.get(address).headers["ETag"]
    assert tag == f'"{full.get("/v1/views").json()["snapshot_id"]}"'
    assert full.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("count", [EVENTS_LIMIT, EVENTS_LIMIT + 1])
def test_a_timeline_is_bounded(data_dir: Path, count: int) -> None:
    frames = full_frames()
    view_key = VIEWS["view_key"][0]
    first = frames["fct_view_events"].filter(col("view_key") == view_key).head(1)
    many = pl.concat([first] * count).with_columns(event_number=pl.int_range(count, 0, -1, dtype=pl.Int64))
    publish(data_dir, {**frames, "fct_view_events": many})
    with serving(data_dir) as client:
        detail = client.get(f"/v1/views/{view_key}").json()
    assert [event["event_number"] for event in detail["events"]] == list(range(1, EVENTS_LIMIT + 1))
    assert detail["has_more_events"] == (count > EVENTS_LIMIT)
