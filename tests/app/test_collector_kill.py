"""A real collector, killed or starved of disk in the middle of a load, keeps all it answered for."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from app.collector import viewer_salt
from app.settings import Settings
from app.spool import claim_batch, finish
from ingestion.fetching.http import Client, client
from ingestion.landing import RawStore
from ingestion.playback.compaction import land_batch
from ingestion.playback.viewers import viewer_key
from tests.app.collector_app import serving

BATCH = 20


def batch(sender: int, number: int) -> list[dict[str, Any]]:
    return [
        {
            "event_id": f"{sender}-{number}-{index}",
            "session_id": f"session-{sender}",
            "viewer_id": f"viewer-{sender}",
            "content_id": "film «é» \u2028 \\ \"",
            "type": "heartbeat",
            "client_at": 1795255200000 + 1000 * number + index,
            "seq": number * BATCH + index,
            "position_seconds": number + index / 7,
            "custom": {"plan": "gold \n \"x\""},
        }
        for index in range(BATCH)
    ]  # fmt: skip


class Sender(threading.Thread):
    """Sends batch after batch until the server is gone or enough was answered; keeps the answers."""

    def __init__(self, address: str, sender: int, *, stop: threading.Event) -> None:
        super().__init__()
        self.address, self.sender, self.stop = address, sender, stop
        self.accepted: list[dict[str, Any]] = []
        self.statuses: list[int] = []
        self.fault: str | None = None

    def run(self) -> None:
        try:
            with client(timeout_seconds=10) as http:
                for number in _numbers(self.stop):
                    events = batch(self.sender, number)
                    self.statuses.append(self.send(http, events))
                    if self.statuses[-1] == 202:
                        self.accepted += events
        except Exception as error:  # the server was killed under it
            self.fault = type(error).__name__

    def send(self, http: Client, events: list[dict[str, Any]]) -> int:
        headers = {"Content-Type": "application/json"}
        body = json.dumps({"events": events}).encode()
        return http.post(f"{self.address}/analytics/events", content=body, headers=headers).status_code


def _numbers(stop: threading.Event) -> Iterator[int]:
    number = 0
    while not stop.is_set():
        yield number
        number += 1


def load(address: str, first: int = 0) -> tuple[list[Sender], threading.Event]:
    stop = threading.Event()
    senders = [Sender(address, number, stop=stop) for number in range(first, first + 4)]
    for sender in senders:
        sender.start()
    return senders, stop


def finish_load(senders: list[Sender], stop: threading.Event) -> None:
    stop.set()
    for sender in senders:
        sender.join(20)
        assert sender.fault is None


def wait_until_accepted(senders: list[Sender], count: int) -> None:
    deadline = time.monotonic() + 30
    while sum(len(sender.accepted) for sender in senders) < count:
        assert time.monotonic() < deadline, [sender.statuses[-3:] for sender in senders]
        time.sleep(0.01)


def landed(settings: Settings) -> dict[str, dict[str, Any]]:
    store = RawStore(settings.raw_dir)
    while found := claim_batch(settings.spool_dir):
        land_batch(store, found.batch_id, found.segments)
        finish(found)
    assert store.scan("playback_rejects").collect().is_empty()
    return {row["event_id"]: row for row in store.scan("playback_events").collect().to_dicts()}


def assert_kept(settings: Settings, sent: list[dict[str, Any]]) -> None:
    rows = landed(settings)
    salt = viewer_salt(settings.secrets_dir)
    for event in sent:
        row = rows[event["event_id"]]
        same = ("session_id", "content_id", "seq", "position_seconds")
        assert {name: row[name] for name in same} == {name: event[name] for name in same}
        assert row["event_type"] == event["type"]
        assert row["viewer_key"] == viewer_key(salt, event["viewer_id"])
        assert json.loads(row["custom"]) == event["custom"]
        assert row["client_at"].replace(tzinfo=UTC).timestamp() * 1000 == event["client_at"]


def test_a_killed_collector_loses_nothing_that_it_answered_for(settings: Settings, data_dir: Path) -> None:
    sent: list[dict[str, Any]] = []
    for _ in range(2):
        with serving(data_dir, segment_bytes=200_000) as (address, process):
            senders, stop = load(address)
            wait_until_accepted(senders, 1500)
            process.kill()
            process.wait(10)
            for sender in senders:
                sender.join(20)
                assert sender.fault is not None
                sent += sender.accepted
            stop.set()
    with serving(data_dir) as (address, _), client() as http:
        last = Sender(address, 9, stop=threading.Event())
        events = batch(9, 0)
        assert last.send(http, events) == 202
        sent += events
    assert_kept(settings, sent)


def test_a_collector_whose_writes_fail_half_way_loses_nothing(settings: Settings, data_dir: Path) -> None:
    """No file may grow beyond 64 blocks of 512 bytes: writes stop in the middle, again and again."""
    with serving(data_dir, limits="ulimit -f 64;") as (address, _):
        senders, stop = load(address)
        wait_until_accepted(senders, 1000)
        finish_load(senders, stop)
    statuses = {status for sender in senders for status in sender.statuses}
    assert statuses == {202, 503}
    assert_kept(settings, [event for sender in senders for event in sender.accepted])


def test_two_collectors_share_a_folder(settings: Settings, data_dir: Path) -> None:
    with serving(data_dir) as (first, _), serving(data_dir) as (second, _):
        loads = [load(first, 0), load(second, 4)]
        for senders, stop in loads:
            wait_until_accepted(senders, 400)
            finish_load(senders, stop)
    sent = [event for senders, _ in loads for sender in senders for event in sender.accepted]
    assert_kept(settings, sent)
