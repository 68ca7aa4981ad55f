"""Clients of the whole application, running as in production but within the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings

TOKEN = "read-token-of-the-tests"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
LISTS = (
    "providers",
    "streams",
    "channels",
    "incidents",
    "titles",
    "views",
    "concurrency",
    "programmes/audience",
    "cohorts",
    "trending",
    "anomalies",
    "changes",
    "catalog-titles",
    "guide/coverage",
    "guide/revisions",
    "matches",
    "matches/reviews",
    "reconciliation",
    "reconciliation/libraries",
    "heatmaps",
)


@contextmanager
def serving(data_dir: Path, **settings: Any) -> Iterator[TestClient]:
    """A client that holds the read token; errors of the server become answers, as for a real client."""
    app = create_app(Settings(data_dir=data_dir, api_token=SecretStr(TOKEN), **settings))
    with TestClient(app, raise_server_exceptions=False, headers=AUTHORIZED) as client:
        yield client


def walk(client: TestClient, address: str) -> Iterator[dict[str, Any]]:
    """The pages of a list from `address` on."""
    while address:
        response = client.get(address)
        assert response.status_code == 200, response.text
        page = response.json()
        yield page
        address = page["next_url"]
