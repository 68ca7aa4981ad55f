import base64
import gzip
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.routes.tracker import NAMES, lasting_path, tracker_file
from ingestion.parsers.contract import EventFields, PlaybackEvent

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "app" / "static" / "tracker"
MAX_BYTES = 8_000
DOCUMENTED = (ROOT / "docs" / "TRACKING.md").read_text()
_NODE = shutil.which("node")
_BUNDLER = ROOT / "node_modules" / "esbuild"


@pytest.mark.parametrize("name", NAMES)
def test_it_is_small(name: str) -> None:
    assert len(gzip.compress(tracker_file(name).content, mtime=0)) < MAX_BYTES


@pytest.mark.skipif(not (_NODE and _BUNDLER.exists()), reason="needs Node.js and `npm ci`")
def test_what_is_served_is_made_of_the_sources(tmp_path: Path) -> None:
    subprocess.run([_NODE or "node", SOURCES / "build.mjs", tmp_path], check=True, cwd=ROOT, timeout=60)
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == tracker_file(name).content


@pytest.mark.parametrize("name", NAMES)
def test_under_its_plain_name_it_is_asked_for_again(unpublished: TestClient, name: str) -> None:
    answer = unpublished.get(f"/{name}")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"].startswith("public, max-age=3600")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.content == tracker_file(name).content
    again = unpublished.get(f"/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", NAMES)
def test_under_its_hash_it_is_kept_for_ever(unpublished: TestClient, name: str) -> None:
    answer = unpublished.get(f"/{lasting_path(name)}")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.content == tracker_file(name).content
    assert hashlib.sha256(answer.content).hexdigest().startswith(tracker_file(name).digest)
    stale = unpublished.get(f"/static/tracker-0123456789abcdef.{name.partition('.')[2]}")
    assert (stale.status_code, stale.headers["Content-Type"]) == (404, "application/problem+json")


def test_the_demo_page_loads_the_tracker_with_its_integrity(unpublished: TestClient) -> None:
    page = unpublished.get("/demo/player")
    address, integrity = re.findall(
        r'src="\.\./(static/tracker-\w+\.js)" integrity="sha384-([^"]+)"', page.text
    )[0]
    served = unpublished.get(f"/{address}").content
    assert base64.b64encode(hashlib.sha384(served).digest()).decode() == integrity
    assert "{{" not in page.text
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    for asset in re.findall(r'(?:src|href)="\.\./([^"]+)"', page.text):
        assert unpublished.get(f"/{asset}").status_code == 200


def test_the_clip_can_be_sought_in(unpublished: TestClient) -> None:
    part = unpublished.get("/static/demo-clip.mp4", headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, len(part.content)) == (206, 1000)
    assert len(unpublished.get("/static/demo-clip.mp4").content) < 300_000


def test_options_are_documented_and_nothing_else_is() -> None:
    table = DOCUMENTED.split("## Options")[1].split("| handle |")[0]
    documented = {
        name
        for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert documented == _describing() | _defaults()
    seconds = _source("track.js", r"batchSeconds: (\d+)")
    assert f"| `batchSeconds` | `{seconds}` |" in table


def test_what_a_site_says_are_fields_of_the_contract() -> None:
    fields = {*EventFields.__struct_fields__, *PlaybackEvent.__struct_fields__}
    said = {re.sub(r"([A-Z])", r"_\1", name).lower() for name in _describing()}
    assert said <= fields


def test_documented_times_and_bounds_are_those_of_the_code() -> None:
    heartbeats = [_source("lifecycle.js", rf"\b{name} = (\d+)") for name in ("HEARTBEAT", "PAUSED_HEARTBEAT")]
    assert heartbeats == ["10000", "30000"]
    assert _source("seeks.js", r"SEEK_PAUSE = (\d+)") == "300"
    assert _source("seeks.js", r"SHORTEST_SEEK = ([\d.]+)") == "0.5"
    limits = re.findall(r"(\w+): (\d+)", _source("sender.js", r"LIMITS = \{(.*?)\}"))
    assert limits == [("events", "500"), ("characters", "200000"), ("batch", "50"), ("bytes", "50000")]


def _source(name: str, pattern: str) -> str:
    found = re.search(pattern, (SOURCES / name).read_text(), re.DOTALL)
    assert found is not None, pattern
    return found[1]


def _describing() -> set[str]:
    return set(re.findall(r'"(\w+)"', _source("fields.js", r"DESCRIBING = \[(.*?)\]")))


def _defaults() -> set[str]:
    return set(re.findall(r"(\w+):", _source("track.js", r"defaults = \{(.*?)\n\};")))
