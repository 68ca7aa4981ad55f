"""Who is refused, how, and that nothing of it is stored: sites, origins, rates, slow and hostile bodies."""

import gzip
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from httpx2 import post as post_over_http

from app.main import create_app
from app.settings import Settings
from app.spool import claim_batch, finish
from ingestion.landing import RawStore
from ingestion.playback.compaction import land_batch
from tests.app.collector_app import serving
from tests.app.test_collector import EVENT, RECORD
from tests.app.test_places import write_mmdb
from tests.app.test_sites import KEY, OTHER_KEY, write_sites

ADDRESS = "203.0.113.7"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148"
)
JSON = {"Content-Type": "application/json"}
CMCD = {"Content-Type": "application/cmcd"}
HERE = {"Origin": "https://www.example.org"}


@contextmanager
def collecting(settings: Settings, *, address: str = ADDRESS, **changed: Any) -> Iterator[TestClient]:
    app = create_app(settings.model_copy(update=changed))
    with TestClient(app, client=(address, 4711)) as client:
        yield client


def post(client: TestClient, *, path: str = "/analytics/events", **headers: str) -> Response:
    body = {"events": [EVENT]}
    return client.post(path, json=body, headers={**JSON, **headers})


def landed(settings: Settings, table: str = "playback_events") -> pl.DataFrame:
    store = RawStore(settings.raw_dir)
    while batch := claim_batch(settings.spool_dir):
        land_batch(store, batch.batch_id, batch.segments)
        finish(batch)
    return store.scan(table).collect()


def files_with(folder: Path, *texts: bytes) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if any(text in path.read_bytes() for text in texts)]


def refusals(client: TestClient, route: str, reason: str) -> float | None:
    registry = client.app.state.registry  # type: ignore[attr-defined]  # ASGI app
    labels = {"route": route, "reason": reason}
    count: float | None = registry.get_sample_value("watchhouse_collector_requests_refused_total", labels)
    return count


def test_with_sites_a_key_is_needed_and_names_the_site(settings: Settings) -> None:
    write_sites(settings.sites_path)
    with collecting(settings) as client:
        batch = {"events": [EVENT], "write_key": KEY}
        assert client.post("/analytics/events", json=batch, headers=HERE).status_code == 202
        assert client.post("/analytics/event", json={**EVENT, "writeKey": OTHER_KEY}).status_code == 202
        assert post(client, Authorization=f"Bearer {KEY}").status_code == 202
        path = f"/analytics/cmcd?write_key={OTHER_KEY}"
        assert client.post(path, content=RECORD, headers=CMCD).status_code == 204
    rows = landed(settings)
    assert sorted(rows.select("source", "site_id").rows()) == [
        ("cmcd", "other"), ("events", "main"), ("events", "main"), ("events", "other"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "origin", "status"),
    [
        (None, HERE, 401), ("wrong", HERE, 403), (5, HERE, 401), ("", HERE, 401), ("x" * 300, HERE, 403),
        (KEY, {"Origin": "https://evil.example"}, 403),
    ],
)  # fmt: skip
@pytest.mark.parametrize("extra", [{}, {"colour": "red"}], ids=["good", "loose"])
def test_a_missing_or_wrong_key_is_refused_so_that_a_browser_can_read_why(
    settings: Settings, key: object, origin: dict[str, str], status: int, extra: dict[str, str]
) -> None:
    write_sites(settings.sites_path)
    with collecting(settings) as client:
        batch = {"events": [{**EVENT, **extra}], "write_key": key}
        answer = client.post("/analytics/events", json=batch, headers=origin)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["access-control-allow-origin"] == origin["Origin"]
        assert ("www-authenticate" in answer.headers) is (status == 401)
        reason = "unauthorized" if status == 401 else "forbidden"
        assert refusals(client, "/analytics/events", reason) == 1
        assert client.post("/analytics/cmcd", content=RECORD, headers=CMCD).status_code == 410
        assert client.post("/analytics/mux", content="{}", headers=JSON).status_code == 401
    assert landed(settings).is_empty()
    assert landed(settings, "playback_rejects").is_empty()


def test_an_address_that_sends_too_often_waits_and_others_do_not(settings: Settings) -> None:
    with collecting(settings, address_rate=3) as client:
        answers = [post(client, **HERE) for _ in range(9)]
        assert [answer.status_code for answer in answers[:6]] == [202] * 6
        late = answers[-1]
        assert (late.status_code, late.json()["type"]) == (429, "rate-limited")
        assert int(late.headers["retry-after"]) >= 1
        assert "Retry-After" in late.headers["access-control-expose-headers"]
        accepted = sum(answer.status_code == 202 for answer in answers)
        assert refusals(client, "/analytics/events", "rate-limited") == 9 - accepted
        assert client.options("/analytics/events", headers=HERE).status_code == 204
        assert client.get("/health").status_code == 200
    assert landed(settings).height == accepted


def test_a_key_that_sends_too_often_waits_whatever_its_addresses(settings: Settings) -> None:
    write_sites(settings.sites_path)
    with collecting(settings, key_rate=2, address_rate=0) as client:
        answers = [post(client, Authorization=f"Bearer {KEY}").status_code for _ in range(6)]
        assert answers[:4] == [202] * 4
        assert 429 in answers
        assert post(client, Authorization=f"Bearer {OTHER_KEY}").status_code == 202


def test_what_is_observed_is_stored_and_the_address_is_not(settings: Settings, tmp_path: Path) -> None:
    country = write_mmdb(tmp_path / "c.mmdb", {"203.0.113.0/24": {"country": {"iso_code": "DE"}}})
    network = {"autonomous_system_number": 64496, "autonomous_system_organization": "Example Net"}
    asn = write_mmdb(tmp_path / "a.mmdb", {"203.0.113.0/24": network})
    with collecting(settings, country_mmdb=country, asn_mmdb=asn, address_rate=1) as client:
        for _ in range(4):
            post(client, **{"User-Agent": PHONE})
    assert files_with(settings.data_dir, b"iPhone", b"phone")
    assert not files_with(settings.data_dir, ADDRESS.encode())
    rows = landed(settings)
    assert not files_with(settings.data_dir, ADDRESS.encode())
    assert ADDRESS not in rows.write_csv()
    columns = ("country_code", "asn", "as_organization", "device_type", "os_name", "os_version", "is_bot")
    assert set(rows.select(columns).rows()) == {("DE", 64496, "Example Net", "phone", "iOS", "18.5", False)}


@pytest.mark.parametrize(
    ("proxies", "countries"),
    [
        ("127.0.0.1,10.0.0.0/8", ["DE", "DE", "FR", "NL", None, None]),
        ("10.0.0.1", [None] * 6),
    ],
)
def test_only_trusted_proxies_name_the_client(
    settings: Settings, tmp_path: Path, proxies: str, countries: list[str | None]
) -> None:
    codes = {"203.0.113.0/24": "DE", "198.51.100.0/24": "FR", "2001:db8::/32": "NL"}
    records = {network: {"country": {"iso_code": code}} for network, code in codes.items()}
    mmdb = write_mmdb(tmp_path / "c.mmdb", records)
    forwarded = (
        "203.0.113.7",
        "198.51.100.9, 203.0.113.7",  # what the client wrote itself comes first
        "198.51.100.9, 10.1.2.3",
        "[2001:db8::1]:443",
        "nonsense",
        "",
    )
    with serving(settings.data_dir, trusted_proxies=proxies, country_mmdb=mmdb) as (address, _):
        for value in forwarded:
            headers = {**JSON, "X-Forwarded-For": value}
            sent = post_over_http(f"{address}/analytics/events", json={"events": [EVENT]}, headers=headers)
            assert sent.status_code == 202
    assert landed(settings)["country_code"].to_list() == countries


def test_a_body_that_does_not_come_in_time_is_refused(settings: Settings) -> None:
    with serving(settings.data_dir, body_seconds=0.3) as (address, _):
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as slow:
            head = "POST /analytics/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            slow.sendall(f"{head}Content-Length: 1000\r\n\r\n".encode())
            started = time.monotonic()
            answer = slow.makefile("rb").read()  # to the end: the rest would be read as another request
            assert answer.startswith(b"HTTP/1.1 408")
            assert b'"type":"timeout"' in answer
            assert time.monotonic() - started > 0.2


@pytest.mark.parametrize("cut", [1, 17, 40])
def test_a_body_cut_in_the_middle_is_stored_in_no_part(settings: Settings, cut: int) -> None:
    body = json.dumps({"events": [EVENT] * 3}).encode()
    with collecting(settings) as client:
        for content in (body[:-cut], gzip.compress(body)[:-cut]):
            encoding = {} if content.startswith(b"{") else {"Content-Encoding": "gzip"}
            answer = client.post("/analytics/events", content=content, headers={**JSON, **encoding})
            assert answer.status_code == 400
    assert landed(settings).is_empty()


def test_a_client_that_leaves_in_the_middle_is_stored_in_no_part(settings: Settings) -> None:
    body = json.dumps({"events": [EVENT] * 3}).encode()
    with serving(settings.data_dir) as (address, _):
        host, port = address.removeprefix("http://").split(":")
        for kept in (10, len(body) - 1):
            with socket.create_connection((host, int(port)), timeout=10) as leaving:
                head = f"POST /analytics/events HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n"
                leaving.sendall(f"{head}Content-Type: application/json\r\n\r\n".encode() + body[:kept])
        time.sleep(0.3)
    assert landed(settings).is_empty()


def bomb(body: bytes) -> tuple[bytes, dict[str, str]]:
    return gzip.compress(body), {**JSON, "Content-Encoding": "gzip"}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (*bomb(b" " * 50_000_000), 413),
        (*bomb(b"[" * 1_048_576), 400),
        (*bomb(gzip.compress(b" " * 50_000_000)), 400),
        (b'{"events":[{"x":' + b"[" * 500_000 + b"]" * 500_000 + b"}]}", JSON, 400),
        (b'{"events":[{"x":' + b'{"a":' * 40 + b"1" + b"}" * 40 + b"}]}", JSON, 400),
        (b'{"events":[' + b"{}," * 300_000 + b"{}]}", JSON, 413),
        (b'{"events":[{"x":[' + b'{"a":1},' * 130_000 + b"1]}]}", JSON, 422),
        (b'{"events":[{"x":"' + b'\\"' * 500_000 + b'"}]}', JSON, 422),
        (b'{"events":[{"seq":1' + b"0" * 1_000_000 + b"}]}", JSON, 422),
    ],
    ids=["bomb", "deep bomb", "bomb in bomb", "deep", "33 deep", "many", "wide", "quotes", "digits"],
)
def test_hostile_bodies_cost_little(
    settings: Settings, body: bytes, headers: dict[str, str], status: int
) -> None:
    assert len(body) <= 1_048_576
    with collecting(settings) as client:
        started = time.perf_counter()
        answer = client.post("/analytics/events", content=body, headers=headers)
        assert (answer.status_code, time.perf_counter() - started < 2) == (status, True)
        assert client.get("/health").status_code == 200
