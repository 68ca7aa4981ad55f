"""The API as a process of its own, as operators run it, and its pages in a real browser."""

import re
import signal
import socket
from pathlib import Path

import httpx2
import pytest

from tests.support.browser import running_browser
from tests.support.clients import TOKEN
from tests.support.servers import api_process, wait_for_address
from tests.support.snapshots import publish_full


def test_a_server_shows_its_token_once_and_serves(data_dir: Path, tmp_path: Path) -> None:
    snapshot_id = publish_full(data_dir)
    log = tmp_path / "first.log"
    with api_process(data_dir, log) as process:
        address = wait_for_address(log, process)
        shown = re.search(r"^\| ([\w-]{43}) +\|$", log.read_text(), flags=re.MULTILINE)
        assert shown is not None, log.read_text()
        token = shown[1]
        with httpx2.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}) as client:
            page = client.get("/v1/views?limit=1")
            assert page.json()["snapshot_id"] == snapshot_id
            assert "Server" not in page.headers
            assert client.head("/v1/views?limit=1").headers["ETag"] == page.headers["ETag"]
            assert client.get(page.json()["next_url"]).status_code == 200
            assert client.get("/health").json()["status"] == "ok"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)
    assert "Traceback" not in log.read_text()
    second = tmp_path / "second.log"
    with api_process(data_dir, second) as process:
        assert httpx2.get(f"{wait_for_address(second, process)}/health").status_code == 200
    assert "token" not in second.read_text()
    assert not any(token.encode() in path.read_bytes() for path in data_dir.rglob("*") if path.is_file())


def test_a_taken_port_is_told_plainly(data_dir: Path, tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with api_process(data_dir, log, api_port=port) as process:
            assert process.wait(60) == 1
    assert log.read_text().splitlines() == [
        f"port {port} of 127.0.0.1 is taken: choose another with --port or WATCHHOUSE_API_PORT"
    ]


def test_an_address_that_is_not_ours_is_told_plainly(data_dir: Path, tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    with api_process(data_dir, log, host="192.0.2.1") as process:
        assert process.wait(60) == 1
    assert log.read_text().startswith("cannot listen on 192.0.2.1 port 0: ")


@pytest.mark.browser
def test_the_api_documentation_works_in_a_browser(data_dir: Path, tmp_path: Path) -> None:
    """Under its policy and without the internet the page lists operations and sends a request."""
    publish_full(data_dir)
    log = tmp_path / "server.log"
    with api_process(data_dir, log, api_token=TOKEN) as process, running_browser() as browser:
        address = wait_for_address(log, process)
        page = browser.new_page()
        complaints: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/docs")
        page.locator("#operations-providers-list_providers").wait_for()
        page.locator("button.authorize").first.click()
        form = page.locator(".auth-container form").filter(has_text="The read token")
        form.locator("input").fill(TOKEN)
        form.locator(".authorize").click()
        page.locator(".modal-ux .btn-done").first.click()
        page.locator("#operations-providers-list_providers .opblock-summary-control").click()
        page.locator("#operations-providers-list_providers .execute").click()
        answer = page.locator("#operations-providers-list_providers .live-responses-table")
        answer.get_by_text('"provider_id"').first.wait_for()
        assert complaints == []
        assert all(url.startswith((address, "data:")) for url in asked), asked
