"""`/analytics/mux` and the root: what mux-embed posts is stored once and answered so that it goes on."""

import hashlib
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.collector import viewer_salt
from app.main import create_app
from app.settings import Settings
from app.spool import claim_batch
from ingestion.landing import RawStore
from ingestion.playback.compaction import land_batch
from ingestion.playback.viewers import viewer_key

CAPTURE = Path("data/samples/mux/mux-hlsjs-abandon.jsonl").resolve()
TEXT = {"Content-Type": "text/plain;charset=UTF-8", "Origin": "https://site.example"}


def bodies() -> list[str]:
    requests = map(json.loads, CAPTURE.read_text().splitlines())
    return [request["body"] for request in requests if request["kind"] == "report"]


@pytest.mark.parametrize("path", ["/", "/analytics/mux", "/analytics/mux/"])
def test_a_captured_session_is_stored(settings: Settings, path: str) -> None:
    with TestClient(create_app(settings)) as client:
        for body in bodies():
            response = client.post(path, content=body, headers=TEXT)
            assert (response.status_code, response.content) == (200, b"")
            assert response.headers["access-control-allow-origin"] == "https://site.example"
    store = RawStore(settings.raw_dir)
    batch = claim_batch(settings.spool_dir)
    assert batch is not None
    land_batch(store, batch.batch_id, batch.segments)
    rows = store.scan("playback_events").collect()
    assert store.scan("playback_rejects").collect().is_empty()
    assert (rows.height, rows["event_id"].n_unique()) == (27, 23)  # the last batch came twice
    assert set(rows["source"]) == {"mux"}
    assert rows["sent_at"].null_count() == 0
    assert rows.drop_nulls("client_key").select("session_id", "client_key").n_unique() == 1
    key = viewer_key(viewer_salt(settings.secrets_dir), "viewer-3081")
    assert set(rows["viewer_key"].drop_nulls()) == {key}
    # the capturing page itself names the viewer in its address
    assert "viewer-3081" not in rows.drop("page_url").write_json()


def test_what_is_no_beacon_is_kept_in_quarantine_and_not_sent_again(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        assert client.post("/", content="cut in the mid", headers=TEXT).status_code == 200
        counted = client.app.state.registry.get_sample_value(  # type: ignore[attr-defined]  # ASGI app
            "watchhouse_collector_events_rejected_total", {"source": "mux", "reason": "malformed_record"}
        )
    assert counted == 1


def test_other_media_types_and_too_many_events_are_refused(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        assert client.post("/", content="{}", headers={"Content-Type": "text/html"}).status_code == 415
        many = json.dumps({"events": [{}] * 501})
        assert client.post("/analytics/mux", content=many, headers=TEXT).status_code == 413
        assert client.options("/").status_code == 204


def test_where_sites_are_configured_the_environment_key_is_the_write_key(settings: Settings) -> None:
    digest = hashlib.sha256(b"spikeenvkey").hexdigest()
    settings.sites_path.parent.mkdir(parents=True, exist_ok=True)
    settings.sites_path.write_text(f'[sites.main]\nwrite_key_sha256 = ["{digest}"]\n')
    [first, *_] = bodies()
    with TestClient(create_app(settings)) as client:
        assert client.post("/", content=first, headers=TEXT).status_code == 200
        assert client.post("/", content=first.replace("spikeenvkey", "x"), headers=TEXT).status_code == 403
        assert client.post("/", content='{"events": []}', headers=TEXT).status_code == 401


def test_a_player_whose_cmcd_key_is_refused_is_told_to_stop(settings: Settings) -> None:
    settings.sites_path.parent.mkdir(parents=True, exist_ok=True)
    settings.sites_path.write_text(
        f'[sites.main]\nwrite_key_sha256 = ["{hashlib.sha256(b"k").hexdigest()}"]\n'
    )
    record = 'cid="c",e=t,sid="s",sn=1,ts=1795227946142,v=2'
    with TestClient(create_app(settings)) as client:
        answers = [
            client.post(
                f"/analytics/cmcd{query}", content=record, headers={"Content-Type": "application/cmcd"}
            )
            for query in ("", "?write_key=wrong", "?write_key=k")
        ]
    assert [answer.status_code for answer in answers] == [410, 410, 204]
