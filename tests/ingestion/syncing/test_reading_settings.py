"""Settings that say how the same bytes are read: they reach the parsers, and a new one reads them again."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import polars as pl
import pytest

from app.settings import Settings
from ingestion.settings import ProviderSettings
from orchestration.pulling import SyncStores, pull_catalog, pull_guides
from tests.ingestion.loopback import Answer, Loopback, body, loopback, text

LIST = "#EXTM3U\n#EXTGRP:News\n#EXTINF:-1,Новости\nhttp://h/1\n#EXTINF:-1,B\nhttp://h/2\n".encode("cp1251")
GUIDE = '<tv><programme start="202611200000" channel="c"><title>A</title></programme></tv>'


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


@pytest.fixture
def stores(tmp_path: Path) -> SyncStores:
    return SyncStores.of(Settings(data_dir=tmp_path))


def provider(**given: object) -> ProviderSettings:
    return ProviderSettings.model_validate({"id": "p", "name": "P", "kind": "m3u", **given})


def entries(settings: ProviderSettings, stores: SyncStores) -> tuple[str, list[tuple[str, str | None]]]:
    sync = pull_catalog(settings, stores)
    assert sync is not None
    return sync.outcome, sync.entries.select("name", "group_title").rows()


def starts(settings: ProviderSettings, stores: SyncStores) -> tuple[str, list[str]]:
    sync = pull_guides(settings, stores)
    assert sync is not None
    found = list(sync.programmes) or [pl.DataFrame(schema={"started_at": pl.Datetime})]
    return sync.outcome, pl.concat(found)["started_at"].sort().dt.to_string("%d %H:%M").to_list()


def unless_known(answer: Answer) -> Answer:
    """304 for who has the answer."""

    def choose(handler: BaseHTTPRequestHandler) -> None:
        (text("", status=304) if handler.headers["If-None-Match"] == '"1"' else answer)(handler)

    return choose


def test_playlists_are_read_by_charset_and_sticky_groups(site: Loopback, stores: SyncStores) -> None:
    url = site.serve("/a.m3u", body(LIST, Content_Type="audio/x-mpegurl; charset=iso-8859-1"))
    given = {"urls": [url], "charset": "windows-1251", "extgrp_sticky": True}
    assert entries(provider(**given), stores) == ("accepted", [("Новости", "News"), ("B", "News")])


def test_every_guide_has_its_own_times(site: Loopback, stores: SyncStores) -> None:
    urls = [site.serve(f"/{name}", text(GUIDE)) for name in ("utc.xml", "berlin.xml", "late.xml")]
    times = {"berlin.xml": {"timezone": "Europe/Berlin"}, "late.xml": {"shift_minutes": 0}}
    settings = provider(guide_urls=urls, guide_shift_minutes=10, guide_times=times)
    assert starts(settings, stores)[1] == [
        "19 23:10",
        "20 00:00",
        "20 00:10",
    ]


@pytest.mark.parametrize("with_etag", [True, False])
def test_a_new_setting_reads_an_unchanged_playlist_again(
    site: Loopback, stores: SyncStores, with_etag: bool
) -> None:
    plain = body(LIST, ETag='"1"') if with_etag else body(LIST)
    url = site.serve("/a.m3u", unless_known(plain))
    assert entries(provider(urls=[url]), stores)[0] == "accepted"
    assert entries(provider(urls=[url]), stores)[0] == "unchanged"
    sticky = provider(urls=[url], extgrp_sticky=True)
    outcome, found = entries(sticky, stores)
    assert (outcome, [group for _, group in found]) == ("accepted", ["News", "News"])
    assert entries(sticky, stores)[0] == "unchanged"


@pytest.mark.parametrize("with_etag", [True, False])
def test_a_new_zone_reads_an_unchanged_guide_again(
    site: Loopback, stores: SyncStores, with_etag: bool
) -> None:
    plain = text(GUIDE, ETag='"1"') if with_etag else text(GUIDE)
    url = site.serve("/g.xml", unless_known(plain))
    assert starts(provider(guide_urls=[url]), stores)[0] == "accepted"
    assert starts(provider(guide_urls=[url]), stores)[0] == "unchanged"
    moved = provider(guide_urls=[url], guide_timezone="Europe/Berlin")
    assert starts(moved, stores) == ("accepted", ["19 23:00"])
    assert starts(moved, stores)[0] == "unchanged"
