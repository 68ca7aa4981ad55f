"""Syncs of one provider as they are started: at once, by the clock, by force, again from kept bodies."""

import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from app.settings import Settings
from ingestion.kinds.registry import KINDS
from ingestion.settings import ProviderSettings
from ingestion.syncing.kept_bodies import NoSuchBodiesError
from ingestion.syncing.locks import provider_lock
from orchestration.pulling import CircuitOpenError, SyncOptions, SyncStores, pull_catalog, pull_guides
from tests.ingestion.loopback import Loopback, loopback, text

SCHEDULED = SyncOptions(is_scheduled=True)


def playlist(count: int) -> str:
    return "#EXTM3U\n" + "".join(f"#EXTINF:-1,C{n}\nhttp://h/live/bob/pw/{n + 1}.ts\n" for n in range(count))


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


@pytest.fixture
def stores(tmp_path: Path) -> SyncStores:
    return SyncStores.of(Settings(data_dir=tmp_path))


def provider(url: str, **more: object) -> ProviderSettings:
    return ProviderSettings.model_validate({"id": "p", "name": "P", "kind": "m3u", "urls": [url], **more})


def rows(stores: SyncStores) -> pl.DataFrame:
    return stores.raw.scan("catalog_syncs").sort("started_at", "sync_id").collect()


def pull(data_dir: str, url: str) -> None:
    """What a process of its own does."""
    pull_catalog(provider(url), SyncStores.of(Settings(data_dir=Path(data_dir))))


def test_a_new_password_is_taken_though_the_lists_are_the_same(site: Loopback, stores: SyncStores) -> None:
    """The lists of a panel hold no login: it is of the settings."""
    stream = {"stream_id": 7, "name": "One", "category_id": None}
    account = {"user_info": {"auth": 1, "status": "Active"}, "server_info": {}}

    def answer(handler: BaseHTTPRequestHandler) -> None:
        action = parse_qs(urlsplit(handler.path).query).get("action", ["account"])[0]
        found = {"account": account, "get_live_streams": [stream]}.get(action, [])
        text(json.dumps(found))(handler)

    site.serve("/player_api.php", answer)
    kept = []
    for password in ("first-pass", "first-pass", "second-pass"):
        login = {"username": "bob", "password": password, "panel_url": site.base_url}
        panel = ProviderSettings.model_validate({"id": "p", "name": "P", "kind": "xtream", **login})
        done = pull_catalog(panel, stores)
        assert done is not None
        kept.append((done.outcome, *stores.secrets.load("p").values()))
    first, second = (f"{site.base_url}/live/bob/{word}-pass/7.ts" for word in ("first", "second"))
    assert kept == [("accepted", first), ("unchanged", first), ("accepted", second)]
    entries = stores.raw.scan("catalog_entries").collect()
    assert (entries.height, entries["stream_key"].n_unique()) == (2, 1)


def test_two_processes_sync_one_after_the_other(site: Loopback, stores: SyncStores, tmp_path: Path) -> None:
    url = site.serve("/a.m3u", text(playlist(2000)))
    code = "import sys; from tests.orchestration.test_pulling import pull; pull(*sys.argv[1:])"
    processes = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), url]) for _ in range(2)]
    assert [process.wait(120) for process in processes] == [0, 0]
    first, second = rows(stores).rows(named=True)
    assert [first["outcome"], second["outcome"]] == ["accepted", "unchanged"]
    assert first["finished_at"] <= second["started_at"]


def test_a_provider_that_keeps_failing_is_left_alone_by_the_clock(site: Loopback, stores: SyncStores) -> None:
    url = site.serve("/a.m3u", text("", status=404))
    for _ in range(5):
        pull_catalog(provider(url), stores, SCHEDULED)
    with pytest.raises(
        CircuitOpenError, match=r"the catalog is not asked for until .*`watchhouse sync p` asks now"
    ):
        pull_catalog(provider(url), stores, SCHEDULED)
    assert (site.requests["/a.m3u"], rows(stores).height) == (5, 5)
    site.serve("/a.m3u", text(playlist(3)))
    asked_for = pull_catalog(provider(url), stores)
    assert asked_for is not None
    assert asked_for.outcome == "accepted"
    assert pull_catalog(provider(url), stores, SCHEDULED) is not None


def test_a_catalog_that_is_left_alone_leaves_the_guides(site: Loopback, stores: SyncStores) -> None:
    guide = site.serve("/g.xml", text("<tv></tv>"))
    settings = provider(site.base_url + "/a.m3u", guide_urls=[guide])
    for _ in range(5):
        pull_catalog(settings, stores, SCHEDULED)
    with pytest.raises(CircuitOpenError):
        pull_catalog(settings, stores, SCHEDULED)
    assert pull_guides(settings, stores, SCHEDULED) is not None


def test_accept_and_replay(site: Loopback, stores: SyncStores) -> None:
    """A list shrinks, is looked at, and is taken from what was kept: the provider is not asked again."""
    url = site.serve("/a.m3u", text(playlist(500)), text(playlist(100)))
    pull_catalog(provider(url), stores)
    before = stores.secrets.load("p")
    small = pull_catalog(provider(url), stores)
    assert small is not None
    assert small.reason == "implausibly_small"
    assert stores.secrets.load("p") == before
    kept = rows(stores)["sync_id"][-1]
    refused = pull_catalog(provider(url), stores, SyncOptions(replay=kept))
    assert refused is not None
    assert refused.reason == "implausibly_small"
    taken = pull_catalog(provider(url), stores, SyncOptions(replay=kept, accept=True))
    assert taken is not None
    assert (taken.outcome, taken.sync["is_forced"].item(), len(taken.entries)) == ("accepted", True, 100)
    assert taken.logins == {key: login for key, login in before.items() if key in taken.logins}
    assert len(taken.logins) == 100
    assert site.requests["/a.m3u"] == 2
    with pytest.raises(NoSuchBodiesError, match="no bodies of sync 'never'"):
        pull_catalog(provider(url), stores, SyncOptions(replay="never"))


def test_the_source_host_is_kept_and_asked_first(site: Loopback, stores: SyncStores) -> None:
    with loopback() as backup:
        host = backup.base_url.removeprefix("http://")
        backup.serve("/a.m3u", text(playlist(3)))
        settings = provider(f"{site.base_url}/a.m3u", backup_hosts=[host])
        for _ in range(2):
            pull_catalog(settings, stores)
    assert rows(stores)["source_host"].to_list() == [host, host]
    assert rows(stores)["outcome"].to_list() == ["accepted", "unchanged"]
    assert site.requests["/a.m3u"] == 1


def test_every_kind_has_its_module() -> None:
    kinds = ProviderSettings.model_fields["kind"].annotation
    assert set(KINDS) == set(getattr(kinds, "__args__", ()))


def test_the_lock_is_let_go_after_a_failure(stores: SyncStores) -> None:
    with pytest.raises(NoSuchBodiesError):
        pull_catalog(provider("http://127.0.0.1:9/a"), stores, SyncOptions(replay="never"))
    with provider_lock(stores.locks, "p", wait_seconds=0.1):
        assert rows(stores).is_empty()
