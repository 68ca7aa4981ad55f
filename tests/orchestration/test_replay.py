"""The replay of captured sessions: all of them, as they were but for the time."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from app.settings import Settings
from app.spool import claim_batch
from ingestion.landing import RawStore
from ingestion.playback.compaction import land_batch
from orchestration.demo.replay import SPAN, ReplayResult, replay_beacons, replay_captures, shift_stamps
from tests.app.collector_app import serving

CAPTURES = Path("data/samples/cmcd")


def test_only_stamps_move() -> None:
    body = 'bl=(0),cid="a,ts=5",e=ps, ts=1000,url="http://x/?a=1,ts=2",x-ts=7,v=2\nts=2000,v=2\n'
    assert shift_stamps(body, -500) == (
        'bl=(0),cid="a,ts=5",e=ps, ts=500,url="http://x/?a=1,ts=2",x-ts=7,v=2\nts=1500,v=2\n'
    )


def test_captured_sessions_arrive_as_recent_views(settings: Settings, data_dir: Path) -> None:
    end_at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    with serving(data_dir) as (address, _):
        result = replay_captures(CAPTURES, address, end_at=end_at)
    assert result == ReplayResult(session_count=17, request_count=414, record_count=521, refused_count=0)
    batch = claim_batch(settings.spool_dir)
    assert batch is not None
    store = RawStore(settings.raw_dir)
    assert land_batch(store, batch.batch_id, batch.segments)[:2] == (521, 0)
    events = store.scan("playback_events").collect()
    end = end_at.replace(tzinfo=None)
    assert events["client_at"].is_between(end - SPAN, end).all()
    assert set(events["player_name"]) == {"hls.js", "shaka", "dash.js"}
    starts = (
        events.drop_nulls("session_id").group_by("session_id").agg(pl.col("client_at").min())["client_at"]
    )
    assert starts.len() == 16
    assert starts.sort().diff().drop_nulls().min() == SPAN / 18


def test_beacons_arrive_as_they_were_sent(settings: Settings, data_dir: Path) -> None:
    with serving(data_dir) as (address, _):
        result = replay_beacons(Path("data/samples/mux"), address)
    assert result == ReplayResult(session_count=5, request_count=17, record_count=157, refused_count=0)
    batch = claim_batch(settings.spool_dir)
    assert batch is not None
    assert land_batch(RawStore(settings.raw_dir), batch.batch_id, batch.segments)[:2] == (157, 0)


def test_intervals_within_a_session_stay(settings: Settings, data_dir: Path) -> None:
    name = "hlsjs-v2-query-events-full"
    truth = json.loads((CAPTURES / f"{name}.truth.json").read_text())
    reports = [json.loads(line) for line in (CAPTURES / f"{name}.jsonl").read_text().splitlines()]
    bodies = "".join(report["body"] for report in reports if report["kind"] == "report")
    stamps = sorted({int(stamp) for stamp in re.findall(r",ts=(\d+)", bodies)})
    with serving(data_dir) as (address, _):
        replay_captures(CAPTURES, address, end_at=datetime.now(UTC))
    batch = claim_batch(settings.spool_dir)
    assert batch is not None
    store = RawStore(settings.raw_dir)
    land_batch(store, batch.batch_id, batch.segments)
    events = store.scan("playback_events").collect()
    times = events.filter(events["session_id"] == truth["sid"])["client_at"].unique().sort().to_list()
    assert [time - times[0] for time in times] == [
        timedelta(milliseconds=stamp - stamps[0]) for stamp in stamps
    ]
