import hashlib
import re
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from app.auth import ensure_token, read_token_hash
from app.main import create_app
from app.settings import Settings
from tests.support.clients import LISTS, TOKEN

READ_PATHS = [
    "/v1/summary",
    *(f"/v1/{name}" for name in LISTS),
    *(f"/v1/{name}/key" for name in ("channels", "streams", "titles", "views")),
    "/v1/titles/key/retention",
    "/v1/channels/key/backups",
    "/v1/streams/key/history",
    *(f"/v1/providers/key/{part}" for part in ("account-states", "defects", "scorecard")),
    "/v1/metrics",
    *(
        f"/v1/metrics/key/{kind}"
        for kind in ("overall", "timeseries", "breakdown", "histogram", "comparison")
    ),
]
OPEN_PATHS = ["/", "/docs", "/health", "/metrics", "/openapi.json", "/analytics/schema", "/static/docs.js"]


@pytest.mark.parametrize("path", READ_PATHS)
@pytest.mark.parametrize(
    "header",
    [None, "Bearer wrong", "Bearer", f"Basic {TOKEN}", f"Bearer  {TOKEN}x", "Bearer é"],
)
def test_reading_needs_the_token(full: TestClient, path: str, header: str | None) -> None:
    response = full.get(path, headers=[(b"authorization", (header or "").encode())])
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="watchhouse"'
    assert response.json()["type"] == "unauthorized"
    assert TOKEN not in response.text


def test_every_read_route_is_among_those_tested(full: TestClient) -> None:
    templates = {re.sub(r"\{\w+\}", "key", path) for path in full.get("/openapi.json").json()["paths"]}
    reading = {path for path in templates if path.startswith("/v1/") and not path.startswith("/v1/admin/")}
    assert reading == set(READ_PATHS)


def test_the_token_is_needed_before_a_parameter_is_judged(full: TestClient) -> None:
    assert full.get("/v1/views?limit=0", headers={"Authorization": ""}).status_code == 401


@pytest.mark.parametrize("path", OPEN_PATHS)
def test_the_rest_needs_no_token(full: TestClient, path: str) -> None:
    assert full.get(path, headers={"Authorization": ""}).status_code == 200


def test_the_first_start_makes_a_token_and_stores_its_hash_alone(settings: Settings) -> None:
    token = ensure_token(settings)
    assert token is not None
    assert len(token) >= 40
    stored = settings.secrets_dir / "api_token.sha256"
    assert stored.read_text() == hashlib.sha256(token.encode()).hexdigest()
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.secrets_dir.stat().st_mode) == 0o700
    assert ensure_token(settings) is None
    assert read_token_hash(settings) == stored.read_text()
    assert [path.name for path in settings.secrets_dir.iterdir()] == ["api_token.sha256"]


def test_a_made_token_opens_the_api(settings: Settings) -> None:
    token = ensure_token(settings)
    with TestClient(create_app(settings)) as client:
        assert client.get("/v1/views", headers={"Authorization": f"Bearer {token}"}).status_code == 200
        assert client.get("/v1/views", headers={"Authorization": "Bearer None"}).status_code == 401


def test_without_any_token_nobody_may_read(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        assert client.get("/v1/views", headers={"Authorization": "Bearer "}).status_code == 401
        assert client.get("/health").status_code == 200


def test_a_token_from_the_settings_is_used_and_not_stored(data_dir: Path) -> None:
    settings = Settings(data_dir=data_dir, api_token=SecretStr(TOKEN))
    assert ensure_token(settings) is None
    assert not settings.secrets_dir.exists()
    assert read_token_hash(settings) == hashlib.sha256(TOKEN.encode()).hexdigest()
