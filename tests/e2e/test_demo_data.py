"""What the demo has loaded: real samples whose numbers are known, and viewers whose views can be retold."""

import json
from collections.abc import Sequence
from datetime import timedelta

import polars as pl
import pytest

from app.settings import Settings
from app.snapshot import Snapshot
from ingestion.landing import RawStore
from orchestration.demo.samples import SAMPLES
from tests.e2e.commands import watchhouse
from tests.e2e.conftest import Demo
from tests.ingestion.simulation.reading import read_views

CHANGES = {"added": 135, "removed": 37, "renamed": 19, "moved": 28}
HISTORY_CHECKS = 2_029_686
ORIGIN_STREAMS = {
    "Good Channel": ("up", "ok"),
    "Direct Transport Stream": ("up", "ok"),
    "Recorded Test Card": ("up", "ok"),
    "Slow Channel": ("degraded", "ok"),
    "Blocked Channel": ("blocked", "forbidden"),
    "Empty Channel": ("down", "empty"),
    "Error Page Channel": ("down", "html_instead_of_media"),
    "Lost Segments Channel": ("down", "segment_not_found"),
    "Missing Channel": ("down", "not_found"),
    "Stale Channel": ("down", "stale_playlist"),
}


def _captured_sessions() -> set[str]:
    """Sessions of the captures in event mode; one of the 17 sent no session id."""
    truths = [json.loads(path.read_text()) for path in (SAMPLES / "cmcd").glob("*-v2-*.truth.json")]
    assert len(truths) == 17
    return {truth["sid"] for truth in truths}


def _raw_events(demo: Demo) -> pl.DataFrame:
    return RawStore(Settings(data_dir=demo.data_dir).raw_dir).scan("playback_events").collect()


def _count_rows(snapshot: Snapshot, marts: Sequence[str]) -> dict[str, int]:
    return {mart: snapshot.manifest.tables[mart].row_count for mart in marts}


def test_every_captured_session_is_a_view(demo: Demo) -> None:
    rows = demo.snapshot().rows("select session_id, is_simulated from fct_views where source = 'cmcd'")
    assert {row["is_simulated"] for row in rows} == {False}
    found = {str(row["session_id"]) for row in rows}
    without = _captured_sessions() - found
    assert (len(rows), len(found), len(without)) == (16, 16, 1)


def test_every_session_of_mux_embed_is_a_view(demo: Demo) -> None:
    rows = demo.snapshot().rows("select session_id, is_simulated from fct_views where source = 'mux'")
    assert [row["is_simulated"] for row in rows] == [False] * 5


def test_catalog_changes_are_those_between_the_two_dates(demo: Demo) -> None:
    rows = demo.snapshot().rows(
        "select provider_id, change_type, count(*) as n from fct_catalog_changes group by all"
    )
    assert {row["provider_id"] for row in rows} == {"iptv-org"}
    assert {row["change_type"]: row["n"] for row in rows} == CHANGES


def test_the_history_is_whole_and_ends_yesterday(demo: Demo) -> None:
    [row] = demo.snapshot().rows(
        "select count(*) as n, max(checked_date) as last from fct_stream_checks "
        "where provider_id = 'iptv-org-history'"
    )
    assert row == {"n": HISTORY_CHECKS, "last": demo.started_on - timedelta(days=1)}


def test_the_streams_of_the_origin_are_judged_rightly(demo: Demo) -> None:
    rows = demo.snapshot().rows(
        "select stream_name, last_status, last_reason from dim_streams where provider_id = 'demo-origin'"
    )
    assert {row["stream_name"]: (row["last_status"], row["last_reason"]) for row in rows} == ORIGIN_STREAMS


def test_the_library_agrees_with_what_was_watched_but_for_one_title(demo: Demo) -> None:
    """It counts plays and we count views; one title is embedded elsewhere too."""
    rows = demo.snapshot().rows(
        "select item_id, count(*) as day_count, sum(is_within_tolerance::int) as agreed_count, "
        "sum(own_view_count) / sum(provider_view_count) as own_ratio "
        "from agg_reconciliation_daily group by item_id"
    )
    days, agreed = (sum(int(str(row[name])) for row in rows) for name in ("day_count", "agreed_count"))
    assert days > 150
    assert agreed / days > 0.85
    assert [round(float(str(row["own_ratio"])), 1) for row in rows if row["agreed_count"] == 0] == [0.3]
    [total] = demo.snapshot().rows(
        "select sum(unasked_view_count) as unasked, avg(is_within_tolerance::int) as agreed "
        "from agg_library_daily"
    )
    assert total["unasked"] == 0
    assert float(str(total["agreed"])) > 0.5


def test_simulated_views_are_what_a_plain_reader_makes_of_their_events(demo: Demo) -> None:
    events = _raw_events(demo).filter(player_type="simulator")
    assert 190_000 < events.height == events["event_id"].n_unique()
    said_goodbye = pl.col("event_type").is_in(["ended", "view_end"]) | pl.col("is_fatal").fill_null(False)
    ended = set(events.filter(said_goodbye)["session_id"])
    told = events.with_columns(type="event_type", client_at=pl.col("client_at").dt.epoch("ms"))
    truth = {view.session_id: view for view in read_views(told)}
    views = demo.snapshot().rows("select * from fct_views where is_simulated")
    assert {view["session_id"] for view in views} == truth.keys()
    for row in views:
        view = truth[str(row["session_id"])]
        assert row["startup_ms"] == pytest.approx(view.startup_ms, abs=1)
        assert (row["rebuffer_count"], row["seek_count"]) == (view.stalls, view.seeks)
        assert row["rebuffer_seconds"] == pytest.approx(view.rebuffering, abs=0.01)
        if view.session_id in ended:
            assert row["play_seconds"] == pytest.approx(view.play, abs=0.05)


def test_a_second_demo_on_the_folder_loads_nothing_twice(demo: Demo) -> None:
    """It probes its own streams again, and builds."""
    demo.stop()
    before, snapshot = _raw_events(demo), demo.snapshot()
    ports = {name: demo.ports[name] for name in ("origin_port", "panel_port")}
    again = watchhouse(demo.data_dir, "demo", "--no-serve", **ports)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "simulated viewers" not in again.stdout
    assert "shown this once" not in again.stdout
    assert _raw_events(demo).equals(before)
    assert demo.snapshot().id > snapshot.id
    same = ("fct_views", "fct_catalog_changes", "fct_programmes", "dim_streams")
    assert _count_rows(demo.snapshot(), same) == _count_rows(snapshot, same)
    history = "select count(*) as n from fct_stream_checks where provider_id = 'iptv-org-history'"
    assert demo.snapshot().rows(history) == [{"n": HISTORY_CHECKS}]
