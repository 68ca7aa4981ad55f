import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.pagination import decode_position, encode_position
from app.problem import ProblemError
from tests.support.clients import serving, walk
from tests.support.snapshots import publish_empty, publish_full

SCOPE = {"path": "/v1/views", "provider_id": None}
KINDS = [datetime, float, str]


@given(
    st.tuples(st.datetimes(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    st.text(min_size=1),
)
def test_a_token_gives_back_what_went_in(key: tuple[object, ...], snapshot_id: str) -> None:
    position = decode_position(SCOPE, KINDS, encode_position(SCOPE, snapshot_id, key))
    assert (position.snapshot_id, position.key) == (snapshot_id, key)


@given(st.text() | st.binary().map(lambda data: urlsafe_b64encode(data).decode()))
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        decode_position(SCOPE, KINDS, token)
    assert refusal.value.status == 400


def _forged(token: str, **changes: object) -> str:
    content = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    return urlsafe_b64encode(json.dumps({**content, **changes}).encode()).decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"key": ["2026-09-01T00:00:00", 2.0, "x"]},
        {"key": ["2026-09-01T00:00:00", 1.0]},
        {"key": [None, 1.0, "x"]},
        {"key": ["never", 1.0, "x"]},
        {"snapshot_id": "../../etc"},
        {"version": 2},
        {"check": "0"},
        {"more": 1},
    ],
)
def test_a_changed_token_is_refused(changes: dict[str, Any]) -> None:
    token = encode_position(SCOPE, "s", [datetime(2026, 9, 1), 1.0, "x"])  # noqa: DTZ001  # naive, as in marts
    assert decode_position(SCOPE, KINDS, _forged(token)).snapshot_id == "s"
    with pytest.raises(ProblemError):
        decode_position(SCOPE, KINDS, _forged(token, **changes))


@pytest.mark.parametrize(
    "other",
    ["/v1/views?provider_id=alpha&next=", "/v1/incidents?next=", "/v1/views?is_simulated=false&next="],
)
def test_a_token_belongs_to_its_list_and_filters(full: TestClient, other: str) -> None:
    token = full.get("/v1/views?limit=1").json()["next"]
    response = full.get(other + token)
    assert (response.status_code, response.json()["type"]) == (400, "bad-request")


def test_the_limit_may_change_within_a_walk(full: TestClient) -> None:
    token = full.get("/v1/views?limit=3").json()["next"]
    assert len(full.get(f"/v1/views?limit=50&next={token}").json()["items"]) == 50


def test_the_next_page_is_linked_and_the_last_page_links_nothing(full: TestClient) -> None:
    first = full.get("/v1/views?provider_id=alpha&limit=60")
    address = re.fullmatch(r'<(.+)>; rel="next"', first.headers["Link"])
    assert address is not None
    assert address[1] == first.json()["next_url"]
    assert "provider_id=alpha&limit=60&next=" in address[1]
    last = full.get(address[1])
    assert (last.json()["next"], last.json()["next_url"]) == (None, None)
    assert "Link" not in last.headers
    assert len(last.json()["items"]) == 40


def test_a_page_that_ends_with_the_list_is_the_last(full: TestClient) -> None:
    assert full.get("/v1/views?limit=300").json()["next"] is None
    assert full.get("/v1/views?limit=299").json()["next"] is not None


def test_a_walk_stays_in_the_snapshot_that_it_began_in(data_dir: Path) -> None:
    began_in = publish_full(data_dir)
    with serving(data_dir) as client:
        pages = walk(client, "/v1/views?limit=80")
        first = next(pages)
        publish_empty(data_dir)
        rest = list(pages)
        assert [page["snapshot_id"] for page in [first, *rest]] == [began_in] * 4
        assert sum(len(page["items"]) for page in [first, *rest]) == 300
        assert client.get("/v1/views").json()["items"] == []
        again = client.get(first["next_url"])
        assert again.headers["ETag"] == f'"{began_in}"'
        assert client.get(first["next_url"], headers={"If-None-Match": f'"{began_in}"'}).status_code == 304


def test_a_walk_ends_when_its_snapshot_is_no_longer_kept(data_dir: Path) -> None:
    publish_full(data_dir)
    with serving(data_dir) as client:
        address = client.get("/v1/views?limit=80").json()["next_url"]
        for _ in range(5):
            publish_empty(data_dir)
        response = client.get(address)
        assert (response.status_code, response.json()["type"]) == (410, "snapshot-moved")


def test_a_token_cannot_lead_out_of_the_published_folder(full: TestClient, full_folder: Path) -> None:
    scope = {"path": "/v1/providers", "provider_kind": None, "last_outcome": None, "q": None}
    token = encode_position(scope, "../published", ["alpha"])
    assert full.get(f"/v1/providers?next={token}").status_code == 410
