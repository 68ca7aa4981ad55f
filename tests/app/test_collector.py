"""The collecting routes: every answer of the contract's table, and what is stored with it."""

import gzip
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.bodies import read_body
from app.collector import viewer_salt
from app.settings import Settings
from app.spool import claim_batch
from app.spool_lines import batch_lines
from ingestion.landing import RawStore
from ingestion.parsers.events import parse_batch, parse_good_batch
from ingestion.playback.compaction import land_batch
from ingestion.playback.viewers import viewer_key
from tests.app.collector_app import build_app

EVENT = {
    "event_id": "e-1",
    "session_id": "s-1",
    "content_id": "movie-12",
    "type": "playing",
    "client_at": "2026-11-21T10:00:00.003Z",
}
RECORD = 'cid="movie-12",e=ps,sid="s-1",sn=7,sta=p,ts=1795227946142,v=2\n'


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(build_app(settings)) as client:
        yield client


def send(client: TestClient, content: Any, path: str = "/analytics/events", **headers: str) -> Response:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(path, content=body, headers={"Content-Type": "application/json", **named})


def landed(client: TestClient, settings: Settings) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Close the collector, compact, and read what the raw tables hold."""
    client.__exit__(None, None, None)
    store = RawStore(settings.raw_dir)
    if batch := claim_batch(settings.spool_dir):
        land_batch(store, batch.batch_id, batch.segments)
    events, rejects = (
        store.scan(name).collect().to_dicts() for name in ("playback_events", "playback_rejects")
    )
    return events, rejects


def metric(client: TestClient, name: str, **labels: str) -> float | None:
    value: float | None = client.app.state.registry.get_sample_value(name, labels)  # type: ignore[attr-defined]  # ASGI app
    return value


def test_a_batch_with_a_fault_is_taken_but_for_the_fault(settings: Settings) -> None:
    client = TestClient(build_app(settings)).__enter__()
    faulty = {**EVENT, "event_id": "e-2", "session_id": None, "viewer_id": "device-17"}
    response = send(
        client, {"sent_at": 1795255205123, "events": [{**EVENT, "viewer_id": "device-17"}, faulty]}
    )
    assert response.status_code == 202
    assert response.json() == {
        "accepted": 1,
        "rejected": [{"index": 1, "event_id": "e-2", "reason": "missing_field", "detail": "session_id"}],
    }
    assert metric(client, "watchhouse_collector_events_accepted_total", source="events") == 1
    name = "watchhouse_collector_events_rejected_total"
    assert metric(client, name, source="events", reason="missing_field") == 1
    (event,), (reject,) = landed(client, settings)
    assert event["viewer_key"] == viewer_key(viewer_salt(settings.secrets_dir), "device-17")
    assert str(event["sent_at"]) == "2026-11-21 10:00:05.123000"
    assert (event["source"], event["event_type"]) == ("events", "playing")
    assert (reject["event_id"], reject["reason"], reject["event_index"]) == ("e-2", "missing_field", 1)
    assert "device-17" not in reject["original"]
    assert event["batch_id"] == reject["batch_id"]


def test_no_viewer_id_reaches_the_disk(settings: Settings, data_dir: Path) -> None:
    client = TestClient(build_app(settings)).__enter__()
    send(client, [], path="/analytics/event")
    send(client, {**EVENT, "viewer_id": "viewer-secret", "write_key": "key-secret"}, path="/analytics/event")
    send(
        client,
        {"viewerId": "viewer-secret", "writeKey": "key-secret", "events": [{"viewerId": "viewer-secret"}]},
    )
    client.__exit__(None, None, None)
    files = [path for path in data_dir.rglob("*") if path.is_file()]
    assert any(path.suffix == ".ndjson" for path in files)
    assert not any(b"secret" in path.read_bytes() for path in files)
    assert (settings.secrets_dir / "viewer_salt").stat().st_mode & 0o777 == 0o600


def test_a_batch_without_a_valid_event_is_refused_and_kept(settings: Settings) -> None:
    client = TestClient(build_app(settings)).__enter__()
    response = send(client, {"events": [{**EVENT, "type": "dance"}]})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"] == "no-valid-event"
    assert response.json()["rejected"] == [
        {"index": 0, "event_id": "e-1", "reason": "unknown_type", "detail": "type"}
    ]
    assert send(client, {"events": []}).status_code == 422
    _, (reject,) = landed(client, settings)
    assert reject["reason"] == "unknown_type"


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "text/plain;charset=UTF-8"])
@pytest.mark.parametrize("path", ["/analytics/events", "/analytics/event"])
def test_both_routes_take_both_forms(client: TestClient, media_type: str, path: str) -> None:
    for body in (EVENT, {"events": [EVENT]}):
        assert send(client, body, path, Content_Type=media_type).json() == {"accepted": 1, "rejected": []}


def test_gzip_is_inflated(client: TestClient) -> None:
    body = gzip.compress(json.dumps({"events": [EVENT]}).encode())
    assert send(client, body, Content_Encoding="gzip").status_code == 202


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"\xff", {}, 400),
        (b'{"events": 5}', {}, 400),
        (b"{}", {"Content_Type": "application/x-www-form-urlencoded"}, 415),
        (b"{}", {"Content_Encoding": "br"}, 415),
        (b"not gzip", {"Content_Encoding": "gzip"}, 400),
        (gzip.compress(b"{}")[:-4], {"Content_Encoding": "gzip"}, 400),
        (gzip.compress(b"{}") + b"more", {"Content_Encoding": "gzip"}, 400),
        (gzip.compress(b" " * 50_000_000), {"Content_Encoding": "gzip"}, 413),
        (b" " * 1_048_577, {}, 413),
        (json.dumps({"events": [EVENT] * 501}).encode(), {}, 413),
    ],
    ids=range(11),
)
def test_what_cannot_be_read_gets_a_problem(
    client: TestClient, body: bytes, headers: dict[str, str], status: int
) -> None:
    response = send(client, body, **headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status


def test_the_size_is_bounded_without_a_declared_length(client: TestClient) -> None:
    chunks = (b" " * 65_536 for _ in range(20))
    response = client.post("/analytics/events", content=chunks, headers={"Content-Type": "application/json"})
    assert response.status_code == 413


def test_a_full_spool_answers_503_and_cmcd_429(settings: Settings) -> None:
    full = settings.model_copy(update={"spool_bytes": 1024})
    padding = {f"k{number}": "x" * 100 for number in range(15)}
    with TestClient(build_app(full)) as client:
        answers = [send(client, {"events": [{**EVENT, **padding}]}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [202, 503, 503]
        assert answers[-1].headers["retry-after"] == "5"
        assert answers[-1].json()["type"] == "overloaded"
        cmcd = send(client, RECORD.encode(), "/analytics/cmcd", Content_Type="application/cmcd")
        assert (cmcd.status_code, cmcd.headers["retry-after"]) == (429, "5")
        assert (
            metric(client, "watchhouse_collector_batches_refused_total", source="events", state="full") == 2
        )


def test_records_are_taken_and_faults_counted(settings: Settings) -> None:
    client = TestClient(build_app(settings)).__enter__()
    body = (RECORD + "nonsense(\n" + RECORD.replace("sn=7", "sn=8,msd=999999")).encode()
    response = send(client, body, "/analytics/cmcd?player=hls.js", Content_Type="application/cmcd")
    assert (response.status_code, response.content) == (204, b"")
    assert metric(client, "watchhouse_collector_cmcd_faults_total", fault="dropped_msd") == 1
    events, (reject,) = landed(client, settings)
    assert [(event["seq"], event["player_name"]) for event in events] == [(7, "hls.js"), (8, "hls.js")]
    assert (reject["source"], reject["reason"]) == ("cmcd", "malformed_record")


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"", "application/cmcd", 204),
        (b"nonsense(", "text/cmcd; charset=utf-8", 204),
        (b"[]", "application/json", 204),
        (RECORD.encode() * 400, "application/cmcd", 204),
        (RECORD.encode() * 501, "application/cmcd", 413),
        (RECORD.encode(), "text/html", 415),
    ],
)
def test_cmcd_answers(client: TestClient, body: bytes, media_type: str, status: int) -> None:
    assert send(client, body, "/analytics/cmcd", Content_Type=media_type).status_code == status


@pytest.mark.parametrize("path", ["/analytics/events", "/analytics/event", "/analytics/cmcd"])
def test_a_browser_of_any_origin_may_send_with_credentials(client: TestClient, path: str) -> None:
    preflight = client.options(
        path, headers={"Origin": "https://site.example", "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    assert int(preflight.headers["access-control-max-age"]) > 0
    for response in (preflight, send(client, b"{", path, Origin="https://site.example")):
        assert response.headers["access-control-allow-origin"] == "https://site.example"
        assert response.headers["access-control-allow-credentials"] == "true"
        assert response.headers["vary"] == "Origin"


def test_configured_origins_alone_may_send(settings: Settings) -> None:
    origins = settings.model_copy(update={"cors_origins": "https://a.example, https://b.example"})
    with TestClient(build_app(origins)) as client:
        assert send(client, EVENT, Origin="https://b.example").status_code == 202
        assert send(client, EVENT).status_code == 202
        refused = send(client, EVENT, Origin="https://evil.example")
        assert refused.status_code == 403
        assert "access-control-allow-origin" not in refused.headers
        assert (
            client.options("/analytics/events", headers={"Origin": "https://evil.example"}).status_code == 403
        )


def test_the_schema_is_published(client: TestClient) -> None:
    assert "PlaybackEvent" in client.get("/analytics/schema").json()["$defs"]


def test_the_salt_is_made_once(tmp_path: Path) -> None:
    first = viewer_salt(tmp_path)
    assert len(first) >= 32
    assert viewer_salt(tmp_path) == first
    assert [path.name for path in tmp_path.iterdir()] == ["viewer_salt"]


def test_the_spool_is_measured(client: TestClient) -> None:
    assert metric(client, "watchhouse_spool_bytes") == 0
    assert pl.Series([metric(client, "watchhouse_spool_oldest_seconds")]).is_finite().all()


def test_nested_addresses_and_huge_numbers_reach_the_tables(settings: Settings) -> None:
    client = TestClient(build_app(settings)).__enter__()
    deep = ("a://?x=" * 400)[:2048]
    batch = {"events": [EVENT, {**EVENT, "event_id": "e-2", "page_url": deep}]}
    assert send(client, batch).json() == {"accepted": 2, "rejected": []}
    records = [{"e": "rr", "ts": 1795227946142, "v": 2, "sid": "s", "sn": 10**25, "url": deep}]
    assert send(client, records, "/analytics/cmcd").status_code == 204
    events, rejects = landed(client, settings)
    assert [(event["event_type"], event["seq"]) for event in events] == [
        ("playing", None),
        ("playing", None),
        ("request", None),
    ]
    assert events[1]["page_url"].endswith("***")
    assert json.loads(events[2]["cmcd"])["url"].endswith("***")
    assert rejects == []


def test_what_takes_long_is_done_beside_the_event_loop(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[tuple[str, int]] = []

    def noted(name: str, function: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            threads.append((name, threading.get_ident()))
            return function(*args, **options)

        return call

    monkeypatch.setattr("app.routes.events.parse_good_batch", noted("good", parse_good_batch))
    monkeypatch.setattr("app.routes.events.parse_batch", noted("any", parse_batch))
    monkeypatch.setattr("app.collector.batch_lines", noted("lines", batch_lines))
    monkeypatch.setattr("app.collector.read_body", noted("loop", read_body))
    strange = {**EVENT, "colour": "x" * 600}
    with TestClient(build_app(settings)) as client:
        for events in ([EVENT] * 100, [strange], [strange] * 50, [strange] * 200):
            assert send(client, {"events": events}).json()["accepted"] == len(events)
    loop = threads[0][1]
    assert [(name, thread == loop) for name, thread in threads] == [
        ("loop", True), ("good", True), ("lines", True),
        ("loop", True), ("good", True), ("any", True), ("lines", True),
        ("loop", True), ("good", True), ("any", False), ("lines", True),
        ("loop", True), ("any", False), ("lines", False),
    ]  # fmt: skip
