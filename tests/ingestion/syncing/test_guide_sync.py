"""Guides by the same rules as catalogs: backup hosts, the gate, defects, kept bodies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from ingestion.settings import ProviderSettings
from ingestion.syncing.guide import GuideSync
from orchestration.pulling import SyncOptions, SyncStores, pull_catalog, pull_guides
from tests.ingestion.loopback import Loopback, loopback, text


def guide(count: int) -> str:
    programmes = (
        f'<programme start="202611{1 + n // 24:02}{n % 24:02}" channel="c"><title>T{n}</title></programme>'
        for n in range(count)
    )
    return f"<tv><channel id='c'><display-name>C</display-name></channel>{''.join(programmes)}</tv>"


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


@pytest.fixture
def stores(tmp_path: Path) -> SyncStores:
    return SyncStores.of(Settings(data_dir=tmp_path))


def provider(*urls: str, **more: object) -> ProviderSettings:
    return ProviderSettings.model_validate(
        {"id": "p", "name": "P", "kind": "m3u", "guide_urls": urls, **more}
    )


def pull(settings: ProviderSettings, stores: SyncStores, options: SyncOptions | None = None) -> GuideSync:
    sync = pull_guides(settings, stores, options)
    assert sync is not None
    return sync


def test_a_guide_that_shrinks_is_refused_taken_and_read_again(site: Loopback, stores: SyncStores) -> None:
    url = site.serve("/g.xml", text(guide(300)), text(guide(100)))
    settings = provider(url)
    assert pull(settings, stores).outcome == "accepted"
    refused = pull(settings, stores)
    assert (refused.outcome, refused.reason) == ("rejected", "implausibly_small")
    assert "the median of the last 1 accepted is 300" in refused.sync["detail"].item()
    assert refused.count("guide_programmes") == 0
    kept = SyncOptions(replay=refused.sync["sync_id"].item(), accept=True)
    assert pull_catalog(settings, stores, kept) is None
    taken = pull(settings, stores, kept)
    assert (taken.outcome, taken.count("guide_programmes")) == ("accepted", 100)
    assert taken.sync["is_forced"].item()
    assert site.requests["/g.xml"] == 2


def test_a_cut_off_guide_removes_nothing_and_is_no_drop(site: Loopback, stores: SyncStores) -> None:
    url = site.serve("/g.xml", text(guide(300)), text(guide(300)[:9000]))
    assert pull(provider(url), stores).outcome == "accepted"
    partial = pull(provider(url), stores)
    assert (partial.outcome, partial.reason) == ("accepted", "partial")


def test_guides_have_backup_hosts(site: Loopback, stores: SyncStores) -> None:
    with loopback() as backup:
        host = backup.base_url.removeprefix("http://")
        backup.serve("/g.xml", text(guide(3)))
        settings = provider(f"{site.base_url}/g.xml", backup_hosts=[host])
        done = pull(settings, stores)
        assert (done.outcome, done.sync["source_host"].item()) == ("accepted", host)
        assert pull(settings, stores).outcome == "unchanged"
    assert site.requests["/g.xml"] == 1


def test_errors_that_were_mended_are_defects(site: Loopback, stores: SyncStores) -> None:
    url = site.serve("/g.xml", text(guide(3).replace("</title>", "</titel>", 1)))
    pull(provider(url), stores)
    rows = stores.raw.scan("catalog_defects").select("sync_kind", "playlist").unique().collect().rows()
    assert rows == [("guide", "g.xml")]


def test_partial_guides_are_no_measure(site: Loopback, stores: SyncStores) -> None:
    cut = [text(guide(300)[: 9000 + 100 * n]) for n in range(6)]
    url = site.serve("/g.xml", text(guide(300)), *cut, text(guide(100)))
    assert pull(provider(url), stores).reason is None
    assert {pull(provider(url), stores).reason for _ in cut} == {"partial"}
    assert pull(provider(url), stores).reason == "implausibly_small"


def test_an_empty_guide_is_taken_when_asked_for(site: Loopback, stores: SyncStores) -> None:
    url = site.serve("/g.xml", text(guide(3)), text("<tv></tv>"))
    assert pull(provider(url), stores).outcome == "accepted"
    assert pull(provider(url), stores).reason == "no_entries"
    taken = pull(provider(url), stores, SyncOptions(accept=True))
    assert (taken.outcome, taken.sync["is_forced"].item(), taken.count("guide_programmes")) == (
        "accepted",
        True,
        0,
    )


def test_the_host_of_an_unchanged_sync_is_asked_first(site: Loopback, stores: SyncStores) -> None:
    with loopback() as backup:
        backup.serve("/g.xml", text(guide(3)))
        url = site.serve("/g.xml", text(guide(3)), text("", status=404))
        settings = provider(url, backup_hosts=[backup.base_url.removeprefix("http://")])
        outcomes = [pull(settings, stores).outcome for _ in range(4)]
        assert outcomes == ["accepted", "unchanged", "unchanged", "unchanged"]
        assert (site.requests["/g.xml"], backup.requests["/g.xml"]) == (2, 3)
