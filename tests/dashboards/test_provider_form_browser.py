"""The table of a provider's form as people use it: typed into in Chromium, and saved through the API."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.admin_tokens import make_admin_token
from app.definitions.changes import Actor
from app.definitions.store import DefinitionStore
from app.settings import Settings
from dashboards.server import free_port
from tests.dashboards.test_browser import READY, SERVE, wait_until_healthy
from tests.support.browser import running_browser
from tests.support.servers import api_process, wait_for_address

pytestmark = pytest.mark.browser

_ROW, _HEAD = 35, 35  # pixels
_SETTLE = 300  # milliseconds: the table is drawn, and tells nobody when it is ready for the next key
_GUIDES = ["http://127.0.0.1:9/berlin.xml", "http://127.0.0.1:9/late.xml"]
_LONG = "A provider whose name goes on and on " * 5


@pytest.fixture
def store(tmp_path: Path) -> DefinitionStore:
    """A store with one provider of two guides, one of them with a time zone of its own."""
    store = DefinitionStore(Settings(data_dir=tmp_path / "data"), {})
    times = {"berlin.xml": {"timezone": "Europe/Berlin"}}
    provider = {"id": "two", "name": _LONG, "kind": "m3u", "guide_urls": _GUIDES, "guide_times": times}
    store.add(provider, Actor("root", "command line"), reuse=True)
    return store


@pytest.fixture
def page(store: DefinitionStore, tmp_path: Path) -> Iterator[Page]:
    """The provider's form, its advanced fields unfolded."""
    folder, log, port = tmp_path / "data", tmp_path / "api.log", free_port("127.0.0.1", 0)
    token = make_admin_token(Settings(data_dir=folder).admin_tokens_dir, "anna")
    with api_process(folder, log) as api, running_browser() as browser:
        names = {
            "WATCHHOUSE_DATA_DIR": str(folder),
            "WATCHHOUSE_API_PORT": wait_for_address(log, api).rpartition(":")[2],
            "WATCHHOUSE_DASHBOARDS_PORT": str(port),
        }
        with subprocess.Popen([sys.executable, "-c", SERVE], env={**os.environ, **names}) as server:
            try:
                wait_until_healthy(port)
                page = browser.new_page(viewport={"width": 1280, "height": 2600})
                page.goto(f"http://127.0.0.1:{port}/providers")
                _open_form(page, token)
                yield page
            finally:
                server.terminate()


def _open_form(page: Page, token: str) -> None:
    page.get_by_label("Admin token", exact=True).fill(token)
    page.get_by_role("button", name="Manage providers").click()
    page.locator("[data-testid=stSelectbox]").first.click()
    page.get_by_role("option", name="two").click()
    expect(page.get_by_role("button", name="Disable")).to_be_visible(timeout=20_000)
    page.wait_for_selector(READY, timeout=20_000)
    page.get_by_text("Advanced", exact=True).click()
    expect(page.get_by_label("Encoding", exact=True)).to_be_visible()


def _add_row(page: Page, row: int, *cells: str) -> None:
    """Type a row below the last one: a click there adds it, and opens its first cell."""
    _click_cell(page, row, 0)
    _fill(page, cells[0])
    for cell in cells[1:]:
        page.keyboard.press("Enter")
        _fill(page, cell)


def _change_cell(page: Page, row: int, column: int, cell: str) -> None:
    _click_cell(page, row, column)
    page.keyboard.press("Enter")
    _fill(page, cell)


def _click_cell(page: Page, row: int, column: int) -> None:
    table = page.locator("[data-testid=stExpander] [data-testid=stDataFrame]")
    table.click(position={"x": 80 + column * 320, "y": _HEAD + _ROW * row + _ROW // 2})
    page.wait_for_timeout(_SETTLE)


def _fill(page: Page, cell: str) -> None:
    """Type into the cell that is open, and go on to the next."""
    editor = page.locator("#portal textarea")
    editor.fill(cell)
    expect(editor).to_have_value(cell)
    page.wait_for_timeout(_SETTLE)
    page.keyboard.press("Tab")
    expect(editor).to_have_count(0)
    page.wait_for_timeout(_SETTLE)


def _save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector(READY, timeout=20_000)


def test_the_times_of_a_guide_are_typed_into_a_table(page: Page, store: DefinitionStore) -> None:
    _add_row(page, 1, "late.xml", "Mars/Olympus", "-60")
    _save(page)
    expect(
        page.get_by_text("Guide times: late.xml.timezone: must be the name of a time zone")
    ).to_be_visible()
    assert "late.xml" not in store.read("two").shown["guide_times"]
    _change_cell(page, 1, 1, "Europe/Lisbon")
    _save(page)
    expect(page.get_by_text("two is saved.")).to_be_visible()
    assert store.read("two").shown["guide_times"] == {
        "berlin.xml": {"timezone": "Europe/Berlin"},
        "late.xml": {"timezone": "Europe/Lisbon", "shift_minutes": -60},
    }
