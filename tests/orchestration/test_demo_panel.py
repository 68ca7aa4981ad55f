"""The demo's panel is the peer `xtreamcodeserver`, filled so that the kind `xtream` meets oddities too."""

import os
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from ingestion.fetching.http import client
from ingestion.kinds.xtream import panel_address
from ingestion.parsers.defects import Defects
from ingestion.parsers.xtream.guide import parse_panel_guide
from ingestion.settings import ProviderSettings
from ingestion.syncing.catalog import CatalogSync, sync_catalog
from ingestion.syncing.guide import sync_guides
from orchestration.demo.panel_lists import create_demo_panel
from orchestration.demo.panel_login import PASSWORD, USERNAME, require_panel
from orchestration.processes import Server, StartError, free_port, python_command, wait_until_up
from tests.support.faulty_proxy import as_status, faulty_proxy
from tests.support.panel import serving_panel


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with serving_panel(create_demo_panel()) as panel:
        yield panel.base_url


def provider(base_url: str, password: str = PASSWORD) -> ProviderSettings:
    return ProviderSettings.model_validate(
        {
            "id": "p",
            "name": "P",
            "kind": "xtream",
            "panel_url": f"{base_url}/get.php?username={USERNAME}&password={password}&type=m3u_plus",
        }
    )


def sync(settings: ProviderSettings) -> CatalogSync:
    with client() as http:
        return sync_catalog(settings, client=http, previous=None, sync_id="s", now=lambda: datetime.now(UTC))


def test_the_catalog(base_url: str) -> None:
    done = sync(provider(base_url))

    assert done.outcome == "accepted"
    types = done.tables["catalog_entries"]["stream_type"].value_counts().sort("stream_type").rows()
    assert types == [("episode", 8), ("live", 8), ("movie", 4), ("series", 2)]
    odd = done.tables["catalog_defects"].filter(defect="odd_field")["field"].to_list()
    assert odd == ["vod_streams[].rating"]
    assert done.sync["max_connections"].item() == 3


def test_only_the_newest_series_are_asked_for(base_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.kinds.xtream_series.MAX_SERIES", 1)

    done = sync(provider(base_url))

    episodes = done.tables["catalog_entries"].filter(stream_type="episode")
    assert set(episodes["series_name"]) == {"The Lighthouse (2020)"}
    missing = done.tables["catalog_defects"].filter(defect="episodes_not_read")
    assert missing["defect_count"].to_list() == [1]


def test_a_panel_that_fails_for_series_is_left_alone(base_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.kinds.xtream_series.MAX_FAILED_SERIES", 1)
    with faulty_proxy(base_url) as proxy:
        proxy.spoil("get_series_info", as_status(404))
        done = sync(provider(proxy.base_url))

    assert (done.outcome, proxy.requests["get_series_info"]) == ("accepted", 1)


def test_its_streams_play(base_url: str) -> None:
    done = sync(provider(base_url))

    with client() as http:
        # The peer closes every connection without saying so, which a client that keeps some finds out late.
        answers = [http.get(url, headers={"Connection": "close"}) for url in done.logins.values()]
    assert {(answer.status_code, answer.content[:1]) for answer in answers} == {(200, b"\x47")}
    assert len(answers) == 20


def test_the_guide(base_url: str) -> None:
    with client() as http:
        done = sync_guides(
            provider(base_url), client=http, previous=None, sync_id="g", now=lambda: datetime.now(UTC)
        )
        short = http.get(panel_address(provider(base_url)).api_url("get_simple_data_table", stream_id="101"))

    assert done.outcome == "accepted"
    programmes = pl.concat(done.programmes)
    assert programmes["channel_id"].n_unique() == 5
    of_channel = programmes.filter(channel_id="harbour.demo").sort("started_at")
    told = parse_panel_guide(short.content, "x", Defects()).programmes
    assert [one.started_at for one in told] == of_channel["started_at"].to_list()


def test_a_wrong_login(base_url: str) -> None:
    assert sync(provider(base_url, "wrong")).reason == "auth_failed"


def test_without_its_package_the_demo_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.demo.panel_login.find_spec", lambda _name: None)

    with pytest.raises(StartError, match=r"pip install 'watchhouse\[demo\]'"):
        require_panel()


def test_its_process_ends_at_once_and_logs_no_login(tmp_path: Path) -> None:
    """Even while a client is connected that never asks for anything."""
    port = free_port("127.0.0.1")
    address = f"http://127.0.0.1:{port}"
    command = python_command("orchestration.demo.panel", "127.0.0.1", str(port))
    server = Server("panel", command, port, f"{address}/player_api.php", os.environ, tmp_path / "panel.log")
    server.start()
    try:
        wait_until_up([server], timeout_seconds=20)
        assert sync(provider(address)).outcome == "accepted"
        with socket.create_connection(("127.0.0.1", port)):
            began = time.monotonic()
            server.stop()
            assert time.monotonic() - began < 3
    finally:
        server.stop()
    assert server.log_path.read_text() == ""
