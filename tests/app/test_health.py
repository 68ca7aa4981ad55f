import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.collector import Collector
from app.routes import health as health_route
from app.settings import Settings
from app.snapshot import SnapshotStore
from tests.support.clients import AUTHORIZED, serving
from tests.support.snapshots import DATA_UNTIL, publish_full


def _send_event(client: TestClient) -> int:
    event = {
        "event_id": str(uuid4()),
        "session_id": "session-1",
        "viewer_id": "viewer-1",
        "content_id": "title-1",
        "seq": 0,
        "type": "view_start",
        "client_at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "position_seconds": 0,
        "duration_seconds": 60,
    }
    return client.post("/analytics/event", json=event).status_code


def _collector(client: TestClient) -> Collector:
    assert isinstance(client.app, FastAPI)
    collector: Collector = client.app.state.collector
    return collector


def _store(client: TestClient) -> SnapshotStore:
    assert isinstance(client.app, FastAPI)
    store: SnapshotStore = client.app.state.snapshots
    return store


def test_an_empty_folder_is_degraded_but_alive(unpublished: TestClient) -> None:
    response = unpublished.get("/health")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    health = response.json()
    assert (health["status"], health["reasons"], health["snapshot"]) == ("degraded", ["no-snapshot"], None)
    assert health["collector"]["state"] == "ok"


def test_a_fresh_snapshot_is_ok(data_dir: Path) -> None:
    snapshot_id = publish_full(data_dir)
    with serving(data_dir) as client:
        health = client.get("/health").json()
    assert (health["status"], health["reasons"]) == ("ok", [])
    assert health["snapshot"]["snapshot_id"] == snapshot_id
    assert 0 < health["snapshot"]["age_seconds"] < 60
    assert health["snapshot"]["data_until"] == f"{DATA_UNTIL.isoformat()}Z"


def test_an_old_snapshot_is_told(full: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_route, "OLD_AFTER", timedelta(0))
    assert full.get("/health").json()["reasons"] == ["snapshot-old"]


def test_a_damaged_snapshot_is_told_and_the_lists_say_so(data_dir: Path) -> None:
    snapshot_id = publish_full(data_dir)
    (Settings().published_dir / snapshot_id / "serving.duckdb").write_bytes(b"nothing of a database")
    with serving(data_dir) as client:
        assert client.get("/health").json()["reasons"] == ["snapshot-damaged"]
        response = client.get("/v1/views")
        assert (response.status_code, response.json()["type"]) == (503, "no-snapshot")
        assert str(data_dir) not in response.text
        assert "watchhouse_snapshot_age_seconds NaN" in client.get("/metrics").text


def test_what_waits_in_the_spool_is_told(data_dir: Path) -> None:
    with serving(data_dir) as client:
        assert _send_event(client) == 202
        deadline = time.monotonic() + 10
        while not client.get("/health").json()["collector"]["spool_bytes"] and time.monotonic() < deadline:
            time.sleep(0.05)
        collector = client.get("/health").json()["collector"]
        assert collector["spool_bytes"] > 100
        assert collector["spool_segment_count"] == 1


def test_a_full_spool_is_told(data_dir: Path) -> None:
    with serving(data_dir, spool_bytes=1024) as client:
        for _ in range(20):
            _send_event(client)
        assert "collector-full" in client.get("/health").json()["reasons"]


def test_a_closed_collector_is_told(data_dir: Path) -> None:
    with serving(data_dir) as client:
        assert client.portal is not None
        client.portal.start_task_soon(_collector(client).close).result()
        assert "collector-closed" in client.get("/health").json()["reasons"]


def test_slow_queries_hold_nobody_up(full: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty queries that hang fill the thread pool; health and the collector answer all the same."""
    snapshot = _store(full).current()
    release, count = threading.Event(), threading.Semaphore(0)

    def hang(*_: object) -> list[dict[str, object]]:
        count.release()
        release.wait(20)
        return []

    assert snapshot is not None
    monkeypatch.setattr(snapshot, "rows", hang)
    addresses = [f"/v1/views?viewer_key=slow-{number}" for number in range(60)]
    readers = [threading.Thread(target=full.get, args=[address]) for address in addresses]
    for reader in readers:
        reader.start()
    try:
        for _ in range(40):
            assert count.acquire(timeout=10)
        started = time.monotonic()
        assert full.get("/health").status_code == 200
        assert _send_event(full) == 202
        assert time.monotonic() - started < 1
    finally:
        release.set()
        for reader in readers:
            reader.join()


def test_metrics_tell_requests_snapshot_and_spool(full: TestClient) -> None:
    full.get("/v1/views?limit=0")
    full.get("/v1/views/of-nobody")
    full.get("/a/secret/path?token=1")
    full.request("BREW", "/health")
    metrics = full.get("/metrics")
    assert metrics.headers["Content-Type"].startswith("text/plain; version=")
    for line in (
        'watchhouse_http_requests_total{method="GET",route="/v1/views",status="422"}',
        'watchhouse_http_requests_total{method="GET",route="/v1/views/{view_key}",status="404"}',
        'watchhouse_http_requests_total{method="GET",route="other",status="404"}',
        'watchhouse_http_requests_total{method="other",route="/health",status="405"}',
        'watchhouse_http_request_seconds_bucket{le="0.01",route="/v1/views"}',
        "watchhouse_snapshot_age_seconds ",
        "watchhouse_snapshots_kept 1.0",
        "watchhouse_spool_bytes ",
    ):
        assert line in metrics.text, line
    assert "secret" not in metrics.text
    assert AUTHORIZED["Authorization"] not in metrics.text


def test_metrics_count_each_application_by_itself(data_dir: Path, tmp_path: Path) -> None:
    with serving(data_dir) as one, serving(tmp_path / "other") as other:
        one.get("/health")
        assert 'route="/health"' not in other.get("/metrics").text


def test_the_age_grows(full: TestClient) -> None:
    built_at = datetime.fromisoformat(full.get("/health").json()["snapshot"]["built_at"])
    line = next(x for x in full.get("/metrics").text.splitlines() if x.startswith("watchhouse_snapshot_age"))
    assert float(line.split()[1]) == pytest.approx((datetime.now(UTC) - built_at).total_seconds(), abs=5)
