"""From a playlist with secret headers to what the prober asks for."""

from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from app.settings import Settings
from ingestion.settings import ProviderSettings
from orchestration.pulling import SyncStores, pull_catalog, pull_guides
from orchestration.targets import read_targets, split_login
from tests.ingestion.loopback import loopback, text

PLAYLIST = """#EXTM3U
#EXTINF:-1,A
http://h/a.m3u8|Cookie=sid%3Dabc&Authorization=Basic%20YTpi
#EXTINF:-1,B
http://u:p@h/b.m3u8
#EXTINF:-1,C
http://h/c.m3u8
"""


@pytest.mark.parametrize(
    ("login", "url", "headers"),
    [
        ("http://h/a.m3u8|cookie=sid%3Dabc", "http://h/a.m3u8", {"cookie": "sid=abc"}),
        ("http://h/a|cookie=a+b%2Bc&x-key=1", "http://h/a", {"cookie": "a b+c", "x-key": "1"}),
        ("http://u:p@h/a|b?c=1", "http://u:p@h/a|b?c=1", {}),
    ],
)
def test_a_login_is_an_address_and_headers(login: str, url: str, headers: dict[str, str]) -> None:
    assert split_login(login) == (url, headers)


def test_secret_headers_of_a_playlist_reach_the_prober(tmp_path: Path) -> None:
    (tmp_path / "list.m3u").write_text(PLAYLIST)
    provider = ProviderSettings.model_validate(
        {
            "id": "p",
            "name": "P",
            "kind": "m3u",
            "urls": [(tmp_path / "list.m3u").as_uri()],
            "probe": {"stream_limit": 2},
        }
    )
    stores = SyncStores.of(Settings(data_dir=tmp_path))
    pull_catalog(provider, stores)
    targets = read_targets(stores.raw, stores.secrets, provider)
    assert [(target.url, target.headers) for target in targets] == [
        ("http://h/a.m3u8", {"cookie": "sid=abc", "authorization": "Basic YTpi"}),
        ("http://u:p@h/b.m3u8", {}),
    ]


def test_guides_on_other_hosts_get_none_of_the_headers(tmp_path: Path) -> None:
    kept: list[str | None] = []

    def note(handler: BaseHTTPRequestHandler) -> None:
        kept.append(handler.headers["X-Key"])
        text("<tv></tv>")(handler)

    with loopback() as site:
        near = site.serve("/guide.xml", note)
        settings = {"id": "p", "name": "P", "kind": "m3u", "headers": {"X-Key": "secret"}}
        far = near.replace("127.0.0.1", "localhost")
        for urls in ([f"{site.base_url}/list.m3u"], []):
            provider = ProviderSettings.model_validate({**settings, "urls": urls, "guide_urls": [near, far]})
            pull_guides(provider, SyncStores.of(Settings(data_dir=tmp_path)))
    assert kept == ["secret", None, "secret", "secret"]


def test_what_holds_no_stream_is_not_probed(tmp_path: Path) -> None:
    (tmp_path / "list.m3u").write_text(
        "#EXTM3U\n#EXTINF:-1,More\nhttp://h/more.m3u\n#EXTINF:-1,#### UK ####\nhttp://h/x\n"
        "#EXTINF:-1,A\nhttp://h/a.m3u8\n"
    )
    provider = ProviderSettings.model_validate(
        {"id": "p", "name": "P", "kind": "m3u", "urls": [(tmp_path / "list.m3u").as_uri()]}
    )
    stores = SyncStores.of(Settings(data_dir=tmp_path))
    synced = pull_catalog(provider, stores)
    assert synced is not None
    assert synced.count("catalog_entries") == 3
    targets = read_targets(stores.raw, stores.secrets, provider)
    assert [target.url for target in targets] == ["http://h/a.m3u8"]
