"""Logins planted in every place where a provider can carry them turn up in the secret store alone."""

import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from tests.ingestion.loopback import Answer, Loopback, loopback, text
from tests.support.secret_search import files_holding

USER, PASSWORD, KEY = "planted-user", "planted-password", "planted-key"
PLAYLIST = f"""#EXTM3U x-tvg-url="http://h/guide.xml?token={KEY}-1" url-tvg="http://{USER}:{KEY}-2@h/g"
#EXTINF:-1 tvg-logo="http://h/logo.png?token={KEY}-3" password="{KEY}-4",Userinfo
http://{USER}:{KEY}-5@h/one.m3u8
#EXTINF:-1,Query
http://h/two.m3u8?username={USER}&password={PASSWORD}
#EXTINF:-1,Panel path
http://h:8080/live/{USER}/{PASSWORD}/3.ts
#EXTINF:-1,Short panel path
http://h:8080/{USER}/{PASSWORD}/4
#EXTINF:-1,Pipe
http://h/five.m3u8|Cookie=sid%3D{KEY}-6&Authorization=Basic {KEY}-7
#EXTVLCOPT:http-cookie=sid={KEY}-8; more={KEY}-9
#EXTVLCOPT:http-referrer=http://h/?token={KEY}-10
#EXTHTTP:{{"Authorization":"Bearer {KEY}-11"}}
#KODIPROP:inputstream.adaptive.license_key=http://h/drm?auth={KEY}-12
#EXTINF:-1 catchup-source="http://h/live/{USER}/{PASSWORD}/{{utc}}.ts?t=1&token={KEY}-13",{USER} {PASSWORD}
http://h/six.m3u8
#EXTINF:-1,More
http://h/more.m3u?username={USER}&password={PASSWORD}
#EXTINF:-1,No address http://{USER}:{KEY}-14@h/x
#EXTINF:-1,Own folder
http://h/{PASSWORD}/seven.m3u8
"""
GUIDE = f"""<tv><channel id="c"><display-name>C</display-name><icon src="http://h/i?token={KEY}-15"/></channel>
<programme start="20261121100000" channel="c"><title>One http://{USER}:{KEY}-16@h/</title></programme>
<programme channel="c"><title>http://h/live/{USER}/{PASSWORD}/1.ts</title></programme></tv>"""
ACCOUNT = {
    "user_info": {
        "username": USER,
        "password": PASSWORD,
        "message": f"Hello {USER}, your password is {PASSWORD}",
        "auth": 1,
        "status": "Active",
        "exp_date": "1900000000",
    },
    "server_info": {"url": "127.0.0.1", "port": "80", "server_protocol": "http"},
}
STREAM = {
    "num": 1,
    "name": f"News of {USER}",
    "stream_type": "live",
    "stream_id": 11,
    "stream_icon": f"http://h/i.png?token={KEY}-17",
    "epg_channel_id": "c",
    "category_id": "1",
    "direct_source": f"http://other/live/{USER}/{KEY}-18/1.ts",
}
PROVIDERS = """
[[providers]]
id = "list"
name = "List"
kind = "m3u"
urls = ["http://{user}:{password}@{host}/list.m3u?username={user}&password={password}"]
guide_urls = ["http://{host}/guide.xml?username={user}&password={password}"]
headers = {{ Authorization = "Bearer {key}-20" }}
backup_hosts = ["{backup}"]

[[providers]]
id = "panel"
name = "Panel"
kind = "xtream"
panel_url = "http://{host}/get.php?username={user}&password={password}&type=m3u_plus"

[[providers]]
id = "refused"
name = "Refused"
kind = "m3u"
urls = ["http://{host}/refused/live/{user}/{password}/1.m3u"]

[[providers]]
id = "page"
name = "Page"
kind = "m3u"
urls = ["http://{user}:{password}@{host}/page"]

[[providers]]
id = "moved"
name = "Moved"
kind = "m3u"
urls = ["http://{host}/moved?token={password}"]
"""


def panel(handler: BaseHTTPRequestHandler) -> None:
    """The answers of a panel, in the way of PHP: slashes escaped."""
    action = parse_qs(urlsplit(handler.path).query).get("action", ["account"])[0]
    answers = {
        "account": ACCOUNT,
        "get_live_categories": [{"category_id": "1", "category_name": "News", "parent_id": 0}],
        "get_live_streams": [STREAM],
    }
    text(json.dumps(answers.get(action, [])).replace("/", "\\/"), Content_Type="application/json")(handler)


def redirect(location: str) -> Answer:
    return text(f"Moved to {location}", status=302, Location=location)


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as running:
        login = f"username={USER}&password={PASSWORD}"
        running.serve("/list.m3u", text(PLAYLIST, ETag=f'"{KEY}-19-is-no-login"'))
        running.serve("/guide.xml", text(GUIDE))
        running.serve("/xmltv.php", text(GUIDE))
        running.serve("/player_api.php", panel)
        running.serve(
            f"/refused/live/{USER}/{PASSWORD}/1.m3u", text(f"{USER} {PASSWORD} is expired", status=401)
        )
        running.serve(
            "/page", text(f"<html>Dear {USER}, {PASSWORD} is wrong: <a href='/x?{login}'>x</a></html>")
        )
        running.serve("/moved", redirect(f"{running.base_url}/moved/{USER}?{login}"))
        yield running


def test_planted_logins_stay_in_the_secret_store(site: Loopback, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with loopback() as backup:
        where = {"host": site.base_url[7:], "backup": backup.base_url[7:]}
        planted = PROVIDERS.format(user=USER, password=PASSWORD, key=KEY, **where)
        (folder / "providers.toml").write_text(planted)
        command = [sys.executable, "-m", "orchestration.cli.main", "sync", "--data-dir", str(folder)]
        told = subprocess.run(command, capture_output=True, timeout=250, check=False)
    (folder / "told.log").write_bytes(told.stdout + told.stderr)
    syncs = pl.read_parquet(folder / "raw" / "catalog_syncs" / "*" / "*.parquet")
    catalogs = syncs.filter(pl.col("sync_kind") == "catalog").unique("provider_id").sort("provider_id")
    assert catalogs.select("provider_id", "outcome").rows() == [
        ("list", "accepted"),
        ("moved", "rejected"),
        ("page", "rejected"),
        ("panel", "accepted"),
        ("refused", "rejected"),
    ]
    logins = (folder / "secrets" / "streams-list.json").read_text()
    for number in (5, 6, 7, 8):
        assert f"{KEY}-{number}" in logins
    held = files_holding(folder, [USER, PASSWORD, KEY], without=f"{KEY}-19-is-no-login")
    assert held == ["providers.toml", "secrets/streams-list.json", "secrets/streams-panel.json"]
