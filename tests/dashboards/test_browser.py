"""The dashboards as people see them: served, in Chromium, in both themes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from dashboards.server import free_port
from tests.support.browser import running_browser
from tests.support.snapshots import FULL_TOTALS, full_frames, publish_full

pytestmark = pytest.mark.browser

_TITLES = {
    "": "Overview",
    "audience": "Audience and titles",
    "title": "One title",
    "viewers": "Viewers",
    "live": "Live audience",
    "ads": "Ads",
    "quality": "Quality",
    "explorer": "Quality explorer",
    "view": "One view",
    "anomalies": "Anomalies",
    "streams": "Streams and providers",
    "catalog": "Catalog",
    "channels": "Channels",
    "catalog_titles": "Catalog titles",
    "changes": "Changes",
    "guide": "Guide",
    "matching": "Match review",
    "scorecard": "Provider scorecard",
    "pipeline": "Pipeline",
}
READY = '[data-testid=stApp][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
SERVE = "from app.settings import Settings; from dashboards.server import serve; serve(Settings())"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Dashboards served on the full snapshot."""
    folder = tmp_path_factory.mktemp("served")
    publish_full(folder)
    port = free_port("127.0.0.1", 0)
    names = {"WATCHHOUSE_DATA_DIR": str(folder), "WATCHHOUSE_DASHBOARDS_PORT": str(port)}
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE], env={**os.environ, **names}, cwd=folder, stdout=log, stderr=log
        )
        try:
            wait_until_healthy(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_opens_and_asks_nobody_outside(browser: Browser, address: str, scheme: str) -> None:
    outside: list[str] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", None, ""):
            outside.append(request.url)

    with browser.new_context(color_scheme="dark" if scheme == "dark" else "light") as context:
        context.on("request", note)
        page = context.new_page()
        for path, title in _TITLES.items():
            _open(page, f"{address}/{path}", title)
            assert page.locator("[data-testid=stException]").count() == 0, title
            expect(page.get_by_text("simulated views")).to_be_visible()
        background = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        assert background == ("rgb(16, 22, 29)" if scheme == "dark" else "rgb(255, 255, 255)")
        assert page.evaluate("document.fonts.check('16px Inter')")
    assert outside == []


def test_filters_survive_a_page_switch_and_a_reload(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        _open(page, f"{address}/?provider=alpha", "Overview")
        page.get_by_role("radio", name="90d").click()
        page.wait_for_url("**period=90d**")
        _wait(page, "Overview")
        page.get_by_text("Playback", exact=True).click()
        page.locator("a[href$='/quality']").click()
        _wait(page, "Quality")
        assert parse_qs(urlsplit(page.url).query) == {"provider": ["alpha"], "period": ["90d"]}
        page.reload()
        _wait(page, "Quality")
        expect(page.get_by_role("radio", name="90d")).to_be_checked()


def test_a_row_of_the_list_opens_the_view(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 1600}) as context:
        page = context.new_page()
        _open(page, f"{address}/view?views=Failed", "One view")
        page.locator("[data-testid=stDataFrame]").first.click(position={"x": 20, "y": 55})
        expect(page.get_by_role("heading", name="Timeline")).to_be_visible(timeout=20_000)
        page.wait_for_selector(READY, timeout=20_000)
        (key,) = parse_qs(urlsplit(page.url).query)["view_key"]
    row = full_frames()["fct_views"].filter(pl.col("view_key") == key).row(0, named=True)
    assert row["is_start_failure"] or row["is_playback_failure"]


def test_search_and_page_of_a_list_live_in_the_url(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 1800}) as context:
        page = context.new_page()
        _open(page, f"{address}/changes", "Changes")
        page.get_by_role("button", name="Page 2", exact=True).click()
        expect(page.get_by_text("26 to 36 of 36")).to_be_visible(timeout=20_000)
        assert parse_qs(urlsplit(page.url).query)["change_page"] == ["2"]
        page.reload()
        _wait(page, "Changes")
        expect(page.get_by_text("26 to 36 of 36")).to_be_visible(timeout=20_000)
        page.get_by_placeholder("Name, old or new value").fill("SPÓRTS")
        expect(page.get_by_text("1 to 9 of 9")).to_be_visible(timeout=20_000)
        _open(page, f"{address}/changes", "Changes")
        page.get_by_placeholder("Name, old or new value").fill("SPÓRTS")
        page.wait_for_url("**change_search=**")
        page.reload()
        _wait(page, "Changes")
        expect(page.get_by_text("1 to 9 of 9")).to_be_visible(timeout=20_000)


def test_a_row_of_the_review_queue_shows_how_to_decide(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 1800}) as context:
        page = context.new_page()
        _open(page, f"{address}/matching?review_search=gamma+live+4", "Match review")
        page.locator("[data-testid=stDataFrame]").first.click(position={"x": 20, "y": 55})
        expect(page.get_by_text("watchhouse channels refuse --provider gamma")).to_be_visible(timeout=20_000)


def test_download_is_the_shown_table(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 2400}) as context:
        page = context.new_page()
        _open(page, f"{address}/audience", "Audience and titles")
        page.locator("[data-testid=stPopover] button").last.click()
        with page.expect_download() as started:
            page.get_by_role("button", name="Parquet").click()
        frame = pl.read_parquet(BytesIO(started.value.path().read_bytes()))
    assert started.value.suggested_filename == "titles.parquet"
    assert frame["view_count"].sum() == FULL_TOTALS["view_count"]


def test_narrow_screens_need_no_scrolling_sideways(browser: Browser, address: str) -> None:
    with _phone(browser) as context:
        page = context.new_page()
        for path in ("", "streams", "live", "explorer", "viewers", "channels", "guide", "scorecard"):
            _open(page, f"{address}/{path}", _TITLES[path])
            assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390, path


def _phone(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 390, "height": 844})


def _open(page: Page, url: str, title: str) -> None:
    page.goto(url)
    _wait(page, title)


def _wait(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible(timeout=20_000)
    page.wait_for_selector(READY, timeout=20_000)


def wait_until_healthy(port: int) -> None:
    """Wait for dashboards to answer on a port of this machine."""
    deadline = time.monotonic() + 30
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return
        except ConnectionError:
            if time.monotonic() > deadline:
                raise
        finally:
            connection.close()
        time.sleep(0.1)
