from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.conditional import is_fresh
from app.settings import Settings
from app.snapshot import SnapshotStore
from tests.support.clients import LISTS, serving
from tests.support.snapshots import publish_empty, publish_full

PATHS = [
    "/v1/summary",
    "/v1/metrics/startup_ms/overall",
    "/v1/metrics/viewers/timeseries",
    *(f"/v1/{name}" for name in LISTS),
]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, False),
        ("", False),
        ('"this"', True),
        ('W/"this"', True),
        ("this", False),
        ('"other"', False),
        ('"other", "this"', True),
        ('"other",W/"this" ', True),
        ("*", True),
        (" * ", True),
        ('"*"', False),
        ('"thi", "s"', False),
    ],
)
def test_a_list_of_tags_is_compared_weakly(header: str | None, expected: bool) -> None:
    assert is_fresh(header, "this") is expected


def test_nothing_is_fresh_without_a_snapshot() -> None:
    assert not is_fresh("*", None)


@pytest.mark.parametrize("path", PATHS)
def test_what_the_client_has_is_not_sent_again(full: TestClient, path: str) -> None:
    first = full.get(path)
    tag = first.headers["ETag"]
    assert tag == f'"{first.json()["snapshot_id"]}"'
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = full.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == tag
    assert "Content-Type" not in again.headers


@pytest.mark.parametrize("path", PATHS)
def test_without_a_snapshot_there_is_always_an_answer(unpublished: TestClient, path: str) -> None:
    assert unpublished.get(path, headers={"If-None-Match": "*"}).status_code == 200


def test_wrong_parameters_are_refused_whatever_the_client_has(full: TestClient) -> None:
    assert full.get("/v1/views?limit=0", headers={"If-None-Match": "*"}).status_code == 422


def test_a_new_publish_and_a_rollback_are_noticed(data_dir: Path) -> None:
    with serving(data_dir) as client:
        assert client.get("/v1/views").json()["snapshot_id"] is None
        first = publish_full(data_dir)
        full_tag = client.get("/v1/views").headers["ETag"]
        assert full_tag == f'"{first}"'
        second = publish_empty(data_dir)
        page = client.get("/v1/views", headers={"If-None-Match": full_tag})
        assert (page.status_code, page.json()["snapshot_id"], page.json()["items"]) == (200, second, [])
        SnapshotStore(Settings().published_dir).rollback()
        assert client.get("/v1/views", headers={"If-None-Match": full_tag}).status_code == 304


def test_long_answers_are_packed_when_asked(full: TestClient) -> None:
    packed = full.get("/v1/views", headers={"Accept-Encoding": "gzip"})
    plain = full.get("/v1/views", headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 5
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Authorization" in plain.headers["Vary"]


def test_short_answers_are_not_packed(full: TestClient) -> None:
    health = full.get("/health", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in health.headers
