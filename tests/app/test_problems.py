import pytest
from starlette.testclient import TestClient

from app.middleware import STRICT_POLICY


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/nothing", 404, "not-found"),
        ("GET", "/v1/nothing", 404, "not-found"),
        ("GET", "/v1/views/", 404, "not-found"),
        ("GET", "/static/../main.py", 404, "not-found"),
        ("GET", "/static/%2e%2e/main.py", 404, "not-found"),
        ("POST", "/v1/views", 405, "method-not-allowed"),
        ("DELETE", "/health", 405, "method-not-allowed"),
        ("GET", "/v1/views?limit=many", 422, "invalid"),
        ("POST", "/analytics/events", 415, "unsupported-media-type"),
    ],
)
def test_every_error_is_a_problem(full: TestClient, method: str, path: str, status: int, kind: str) -> None:
    response = full.request(method, path)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["type"], problem["status"]) == (kind, status)
    assert problem["title"]
    assert problem["detail"]


def test_a_method_that_is_not_allowed_names_those_that_are(full: TestClient) -> None:
    assert full.post("/v1/views").headers["Allow"] == "GET"


def test_a_failing_handler_tells_nothing_of_the_inside(
    full: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("password=hunter2 in /srv/secret")

    store = full.app.state.snapshots  # type: ignore[attr-defined]  # the app is ours
    monkeypatch.setattr(store, "current", fail)
    response = full.get("/v1/views")
    assert response.status_code == 500
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "internal",
        "title": "Internal",
        "status": 500,
        "detail": "the server failed; its log says why",
    }


@pytest.mark.parametrize("path", ["/health", "/v1/views", "/docs", "/nothing"])
def test_head_is_get_without_the_body(full: TestClient, path: str) -> None:
    got, head = full.get(path), full.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers.keys() == got.headers.keys()
    assert head.headers["Content-Type"] == got.headers["Content-Type"]


@pytest.mark.parametrize("path", ["/health", "/v1/views", "/nothing", "/static/docs.js"])
def test_answers_trust_nothing_else(full: TestClient, path: str) -> None:
    headers = full.get(path).headers
    assert headers["Content-Security-Policy"] == STRICT_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in headers
