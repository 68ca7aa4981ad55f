"""Managing providers through the API: tokens, problems, editors at once, dry runs; secrets never come out."""

import asyncio
import json
import socket
import stat
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from app.admin_tokens import AdminTokenError, find_holder, make_admin_token, read_holders, revoke_admin_token
from app.definitions.changes import Actor
from app.definitions.store import DefinitionStore
from app.dry_runs import run_dry
from app.settings import Settings
from tests.ingestion.loopback import Loopback, loopback, text
from tests.support.clients import TOKEN, serving
from tests.support.servers import api_process, wait_for_address

ADMIN = "/v1/admin"
NEWS = {"id": "news", "name": "News", "kind": "m3u", "urls": ["http://127.0.0.1:9/a.m3u"]}
PANEL: dict[str, Any] = {
    "id": "panel",
    "name": "Panel",
    "kind": "xtream",
    "panel_url": "http://127.0.0.1:9/get.php?username=PLANTED1&password=PLANTED2",
    "headers": {"Cookie": "PLANTED3"},
}
PLAYLIST = """#EXTM3U
#EXTINF:-1 group-title="News",One
http://127.0.0.1:9/live/bob/PLANTED4/1.ts
#EXTINF:-1,Two
http://127.0.0.1:9/two.ts
no address at all
"""


@pytest.fixture
def client(data_dir: Path, settings: Settings) -> Iterator[TestClient]:
    """A client that holds Anna's admin token."""
    token = make_admin_token(settings.admin_tokens_dir, "anna")
    with serving(data_dir) as made:
        made.headers["Authorization"] = f"Bearer {token}"
        yield made


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as made:
        yield made


def add(client: TestClient, definition: dict[str, Any]) -> dict[str, Any]:
    response = client.post(f"{ADMIN}/providers", json=definition)
    assert response.status_code == 201, response.text
    added: dict[str, Any] = response.json()
    assert response.headers["ETag"] == f'"{added["etag"]}"'
    return added


def match(definition: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{definition["etag"]}"'}


ROUTES = [
    ("GET", "/providers"),
    ("POST", "/providers"),
    ("POST", "/providers/test"),
    ("GET", "/providers/news"),
    ("PATCH", "/providers/news"),
    ("DELETE", "/providers/news"),
    ("POST", "/providers/news/test"),
    ("GET", "/changes"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("header", ["", "Bearer wrong", f"Bearer {TOKEN}", "Basic x", "Bearer \u00e9"])
def test_every_route_needs_an_admin_token(client: TestClient, method: str, path: str, header: str) -> None:
    response = client.request(
        method, ADMIN + path, content=b"no json", headers=[(b"authorization", header.encode())]
    )
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="watchhouse admin"'


def test_these_are_all_admin_routes(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    known = {(method.upper(), path) for path, of in paths.items() if path.startswith(ADMIN) for method in of}
    tested = {(method, ADMIN + path.replace("/news", "/{provider_id}")) for method, path in ROUTES}
    assert known == tested


def test_an_admin_token_does_not_read_and_a_revoked_one_opens_nothing(
    client: TestClient, settings: Settings
) -> None:
    assert client.get("/v1/providers").status_code == 401
    assert client.get(f"{ADMIN}/providers").status_code == 200
    revoke_admin_token(settings.admin_tokens_dir, "anna")
    assert client.get(f"{ADMIN}/providers").status_code == 401


def test_admin_tokens_are_stored_as_hashes_by_name(settings: Settings) -> None:
    folder = settings.admin_tokens_dir
    tokens = {name: make_admin_token(folder, name) for name in ("anna", "bob.b")}
    assert read_holders(folder) == ["anna", "bob.b"]
    assert {name: find_holder(folder, token) for name, token in tokens.items()} == {n: n for n in tokens}
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_text() not in tokens.values()
    for name in ("anna", "", "../x", "A", "x" * 64):
        with pytest.raises(AdminTokenError):
            make_admin_token(folder, name)
    with pytest.raises(AdminTokenError):
        revoke_admin_token(folder, "nobody")


def test_a_token_that_is_taken_back_while_it_is_looked_for_opens_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = settings.admin_tokens_dir
    anna, bob = (make_admin_token(folder, name) for name in ("anna", "bob"))
    read_bytes = Path.read_bytes

    def revoke_first(path: Path) -> bytes:
        if path.name == "anna.sha256":
            path.unlink(missing_ok=True)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", revoke_first)
    assert find_holder(folder, anna) is None
    assert find_holder(folder, bob) == "bob"


def test_a_provider_is_added_read_changed_and_removed(client: TestClient) -> None:
    added = add(client, PANEL)
    assert added["definition"]["panel_url"] == "http://127.0.0.1:9/get.php?username=***&password=***"
    read = client.get(f"{ADMIN}/providers/panel")
    assert (read.json(), read.headers["Cache-Control"]) == (added, "no-store")
    changed = client.patch(
        f"{ADMIN}/providers/panel",
        json={**added["definition"], "name": "New", "headers": None},
        headers=match(added),
    ).json()
    assert (changed["definition"]["name"], changed["definition"].get("headers")) == ("New", None)
    assert [one["provider_id"] for one in client.get(f"{ADMIN}/providers").json()["items"]] == ["panel"]
    assert client.delete(f"{ADMIN}/providers/panel", headers=match(changed)).status_code == 204
    assert client.get(f"{ADMIN}/providers").json() == {"items": []}
    told = client.get(f"{ADMIN}/changes", params={"limit": 2}).json()["items"]
    assert [(one["by"], one["action"]) for one in told] == [("anna", "removed"), ("anna", "changed")]
    assert told[1]["fields"] == ["name", "headers"]
    assert client.post(f"{ADMIN}/providers", json=PANEL).status_code == 409
    assert client.post(f"{ADMIN}/providers?reuse=true", json=PANEL).status_code == 201


def test_secrets_never_come_out(client: TestClient, settings: Settings) -> None:
    added = add(client, PANEL)
    answers = [
        client.get(f"{ADMIN}/providers"),
        client.get(f"{ADMIN}/changes"),
        client.post(f"{ADMIN}/providers", json=PANEL),
        client.patch(f"{ADMIN}/providers/panel", json={"kind": "m3u"}, headers=match(added)),
        client.patch(
            f"{ADMIN}/providers/panel", json={"PLANTED5": 1, "urls": "PLANTED6"}, headers=match(added)
        ),
        client.patch(f"{ADMIN}/providers/panel", json={"timeout_seconds": "PLANTED7"}, headers=match(added)),
        client.patch(f"{ADMIN}/providers/panel", content=b'{"password": "PLANTED8"', headers=match(added)),
        client.post(f"{ADMIN}/providers/panel/test", json={}),
    ]
    assert [one.status_code for one in answers] == [200, 200, 409, 422, 422, 422, 400, 200]
    values = "".join(one.text for one in answers).replace("PLANTED5", "")  # a field's own name is told
    assert "PLANTED" not in values
    written = [settings.providers_path, settings.changes_path]
    assert "PLANTED" not in "".join(path.read_text() for path in written)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'"x"', 400),
        (b"{", 400),
        (b'{"name": "\xff"}', 400),
        (b'{"a":' * 9 + b"1" + b"}" * 9, 400),
        (b"[" * 30_000, 400),
        (b'{"name": "' + b"x" * 70_000 + b'"}', 413),
        (b"{}", 422),
        (b'{"id": 5, "kind": [], "urls": [null, 1, {}]}', 422),
        (b'{"id": "x", "name": "X", "kind": "m3u", "urls": ["http://h/a"], "probe": 3}', 422),
        (b'{"id": "x", "name": "\\ud800", "kind": "m3u", "urls": ["http://h/a"]}', 400),
        (b'{"id": "x", "name": "X", "kind": "m3u", "urls": ["http://h/a"], "timeout_seconds": 1e999}', 400),
    ],
)
def test_bodies_that_are_no_definition_are_refused(client: TestClient, body: bytes, status: int) -> None:
    for path in ("/providers", "/providers/test"):
        response = client.post(ADMIN + path, content=body)
        assert (response.status_code, response.headers["Content-Type"]) == (
            status,
            "application/problem+json",
        )
    assert client.get(f"{ADMIN}/providers").json() == {"items": []}


def test_every_fault_comes_with_its_field(client: TestClient) -> None:
    response = client.post(f"{ADMIN}/providers", json={"id": "No", "kind": "xtream", "urls": ["x"]})
    assert response.status_code == 422
    assert {one["location"] for one in response.json()["errors"]} >= {"id", "name", "panel_url", "urls.0"}


def test_the_machine_s_files_and_environment_are_out_of_reach(client: TestClient) -> None:
    for place in ({"file": "/etc/passwd"}, {"env": "HOME"}, {"secret": "x"}, "file:///etc/passwd"):
        definition = {**NEWS, "urls": [place]}
        for path in ("/providers", "/providers/test"):
            response = client.post(ADMIN + path, json=definition)
            assert response.status_code == 422
            assert response.json()["errors"][0]["location"] == "urls.0"


def test_of_editors_at_once_one_wins(client: TestClient) -> None:
    added = add(client, NEWS)

    def rename(number: int) -> int:
        return client.patch(
            f"{ADMIN}/providers/news", json={"name": f"Name {number}"}, headers=match(added)
        ).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(rename, range(8)))
    assert sorted(statuses) == [200] + [409] * 7
    stale = client.delete(f"{ADMIN}/providers/news", headers=match(added))
    assert (stale.status_code, stale.json()["type"]) == (409, "conflict")


def test_changes_need_the_etag_and_a_provider(client: TestClient) -> None:
    add(client, NEWS)
    for response in (
        client.patch(f"{ADMIN}/providers/news", json={"name": "X"}),
        client.delete(f"{ADMIN}/providers/news"),
    ):
        assert (response.status_code, response.json()["type"]) == (428, "precondition-required")
    for response in (
        client.get(f"{ADMIN}/providers/nobody"),
        client.patch(f"{ADMIN}/providers/nobody", json={}, headers={"If-Match": '"x"'}),
        client.delete(f"{ADMIN}/providers/..%2Fnews", headers={"If-Match": '"x"'}),
        client.post(f"{ADMIN}/providers/nobody/test", json={}),
    ):
        assert response.status_code == 404


def test_a_broken_file_is_a_problem_that_says_where(client: TestClient, settings: Settings) -> None:
    settings.providers_path.write_text("[[providers]\n")
    response = client.get(f"{ADMIN}/providers")
    assert (response.status_code, response.json()["type"]) == (503, "settings-unreadable")
    assert "line 1" in response.json()["detail"]


def test_a_dry_run_tells_what_would_be_loaded_and_keeps_nothing(
    client: TestClient, site: Loopback, settings: Settings
) -> None:
    url = site.serve("/a.m3u", text(PLAYLIST))
    found = client.post(f"{ADMIN}/providers/test", json={**NEWS, "urls": [f"{url}?token=PLANTED5"]})
    assert found.status_code == 200, found.text
    result = found.json()
    assert (result["outcome"], result["entries_by_type"]) == ("accepted", {"live": 2})
    assert result["catalog"]["reject_count"] == 1
    assert result["catalog"]["rejects"][0]["excerpt"] == "no address at all"
    assert [one["name"] for one in result["samples"]] == ["One", "Two"]
    assert "PLANTED" not in found.text
    assert client.get(f"{ADMIN}/providers").json() == {"items": []}
    assert not (settings.raw_dir / "catalog_entries").exists()


def test_a_dry_run_of_a_saved_provider_uses_its_secrets_with_the_changes(
    client: TestClient, site: Loopback
) -> None:
    seen: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers["Cookie"])
        text(PLAYLIST)(handler)

    url = site.serve("/a.m3u", answer)
    add(client, {**NEWS, "headers": {"Cookie": "PLANTED6"}})
    result = client.post(f"{ADMIN}/providers/news/test", json={"urls": [url]}).json()
    assert (result["outcome"], seen) == ("accepted", ["PLANTED6"])
    assert client.get(f"{ADMIN}/providers/news").json()["definition"]["urls"] == NEWS["urls"]


def test_a_dry_run_tells_faults_that_only_it_can_see(client: TestClient, settings: Settings) -> None:
    settings.providers_path.write_text(
        '[[providers]]\nid = "news"\nname = "News"\nkind = "m3u"\nurls = [{ env = "NOT_SET_ANYWHERE" }]\n'
    )
    found = client.post(f"{ADMIN}/providers/news/test", json={})
    assert (found.status_code, found.json()["type"]) == (422, "invalid")
    assert [one["location"] for one in found.json()["errors"]] == ["urls.0"]


def test_nothing_of_a_dry_run_that_is_cut_off_stays(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made"
    work = f"import pathlib, tempfile, time; pathlib.Path({str(made)!r}).write_text(tempfile.mkdtemp())"
    monkeypatch.setattr("app.dry_runs.COMMAND", (sys.executable, "-c", f"{work}; time.sleep(60)"))
    assert asyncio.run(run_dry(settings, NEWS, seconds=2)).outcome == "rejected"
    assert Path(made.read_text()).parent == settings.dry_run_dir
    assert not settings.dry_run_dir.exists()


def test_a_dry_run_ends_with_its_api_and_the_next_start_cleans_up(
    data_dir: Path, settings: Settings, tmp_path: Path
) -> None:
    token, log = make_admin_token(settings.admin_tokens_dir, "anna"), tmp_path / "api.log"
    with socket.create_server(("127.0.0.1", 0)) as silent, api_process(data_dir, log) as api:
        silent.settimeout(60)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/a.m3u"
        address = f"{wait_for_address(log, api)}{ADMIN}/providers/test"
        headers = {"Authorization": f"Bearer {token}"}
        with ThreadPoolExecutor() as asking:
            answer = asking.submit(
                httpx.post, address, json={**NEWS, "urls": [url]}, headers=headers, timeout=60
            )
            fetching, _ = silent.accept()
            api.kill()
            assert isinstance(answer.exception(60), httpx.HTTPError)
        with fetching:
            fetching.settimeout(20)
            while fetching.recv(65_536):  # ends when the process of the dry run does
                pass
    assert settings.dry_run_dir.exists()
    with serving(data_dir):
        assert not settings.dry_run_dir.exists()


def test_a_dry_run_is_bounded_and_one_at_a_time(client: TestClient, settings: Settings) -> None:
    draft = DefinitionStore(settings, None)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/a.m3u"
        draft.add({**NEWS, "urls": [url]}, Actor("root", "command line"))

        async def try_while_another_runs() -> tuple[dict[str, Any], int, float]:
            started = time.monotonic()
            first = asyncio.create_task(run_dry(settings, draft.draft({}, "news"), seconds=3))
            await asyncio.sleep(0.5)
            second = await asyncio.to_thread(client.post, f"{ADMIN}/providers/news/test", json={})
            return (await first).model_dump(), second.status_code, time.monotonic() - started

        result, status, seconds = asyncio.run(try_while_another_runs())
    assert (result["outcome"], result["catalog"]["reason"]) == ("rejected", "timeout")
    assert status == 429
    assert seconds < 10
    assert json.dumps(result)
