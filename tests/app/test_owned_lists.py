"""Lists that belong to one channel, stream or provider."""

from typing import Any

import polars as pl
import pytest
from polars import col
from starlette.testclient import TestClient

from tests.support.clients import walk
from tests.support.playback_rows import key_of
from tests.support.snapshots import full_frames

CHANNEL, STREAM = key_of("channel-1"), key_of("beta/1")
OWNED = {
    f"channels/{CHANNEL}/backups": (
        "agg_channel_backups", col("channel_key") == CHANNEL, ["feed", "backup_rank"], False),
    f"streams/{STREAM}/history": (
        "dim_streams_history", col("stream_key") == STREAM, ["version_number"], False),
    "providers/beta/defects": (
        "fct_catalog_defects", col("provider_id") == "beta", ["synced_at", "defect_key"], True),
    "providers/beta/account-states": (
        "fct_account_states", col("provider_id") == "beta", ["stated_at", "sync_id"], True),
}  # fmt: skip
_KEYS = {"backups": "stream_key", "history": "version_number", "defects": "defect_key"}


def _items(client: TestClient, address: str) -> list[dict[str, Any]]:
    return [item for page in walk(client, f"/v1/{address}") for item in page["items"]]


@pytest.mark.parametrize(("address", "of"), OWNED.items())
def test_a_walk_gives_the_owner_s_rows_in_order(
    full: TestClient, address: str, of: tuple[str, pl.Expr, list[str], bool]
) -> None:
    mart, is_owned, order, is_descending = of
    expected = full_frames()[mart].filter(is_owned).sort(order, descending=is_descending)
    key = _KEYS.get(address.rpartition("/")[2], "sync_id")
    assert expected.height > 1
    assert [item[key] for item in _items(full, f"{address}?limit=1")] == expected[key].to_list()


@pytest.mark.parametrize("address", OWNED)
def test_an_unknown_owner_is_not_found_whatever_the_client_holds(
    full: TestClient, unpublished: TestClient, address: str
) -> None:
    kind, _, listed = address.split("/")
    snapshot_id = full.get("/v1/streams").json()["snapshot_id"]
    for client in (full, unpublished):
        for key in ("nothing", "' or 1=1 --", "a%00b"):
            response = client.get(f"/v1/{kind}/{key}/{listed}", headers={"If-None-Match": f'"{snapshot_id}"'})
            assert (response.status_code, response.json()["type"]) == (404, "not-found")


def test_an_owner_without_rows_has_an_empty_list(full: TestClient) -> None:
    response = full.get("/v1/providers/alpha/account-states")
    assert (response.status_code, response.json()["items"]) == (200, [])


def test_a_token_is_of_one_owner(full: TestClient) -> None:
    token = full.get("/v1/providers/beta/defects?limit=1").json()["next"]
    response = full.get("/v1/providers/alpha/defects", params={"limit": 1, "next": token})
    assert (response.status_code, response.json()["type"]) == (400, "bad-request")


def test_defects_and_account_states_are_filtered_by_days(full: TestClient) -> None:
    for listed in ("defects", "account-states"):
        items = _items(full, f"providers/beta/{listed}?from=2026-09-03&to=2026-09-04")
        days = [(item.get("synced_at") or item["stated_at"])[:10] for item in items]
        assert days == ["2026-09-04", "2026-09-03"]
    assert _items(full, "providers/beta/defects?defect=bad_quotes&sync_kind=guide") == []


def test_scorecard_and_channel_are_rows(full: TestClient) -> None:
    card = full.get("/v1/providers/beta/scorecard").json()
    assert (card["stream_count"], card["max_connections"], card["guide_now_ratio"]) == (7, 2, None)
    channel = full.get(f"/v1/channels/{CHANNEL}").json()
    assert channel == full.get("/v1/channels?channel_id=channel-1").json()["items"][0]
    for address in ("providers/nobody/scorecard", "channels/nothing"):
        assert full.get(f"/v1/{address}").status_code == 404


def test_a_search_ignores_case_and_accents_on_both_sides(full: TestClient) -> None:
    names = {item["stream_name"] for item in _items(full, "streams?q=ÀLPHÁ%20LIVE")}
    assert names == {f"Alpha live {number}" for number in range(5)}
