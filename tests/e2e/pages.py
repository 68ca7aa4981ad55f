"""Pages of a served installation in Chromium, with an eye on whom they ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, expect

DASHBOARDS = {
    "": "Overview",
    "audience": "Audience and titles",
    "quality": "Quality",
    "streams": "Streams and providers",
    "catalog": "Catalog",
    "pipeline": "Pipeline",
}
_READY = '[data-testid=stApp][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
_PATIENCE_MS = 60_000


@contextmanager
def page_that_stays_here(browser: Browser) -> Iterator[Page]:
    """A fresh page; fails at the end when it asked any host but this one, or had an error of its own."""
    outside: list[str] = []
    errors: list[str] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", None, ""):
            outside.append(request.url)

    with browser.new_context(viewport={"width": 1440, "height": 1200}) as context:
        context.on("request", note)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
    assert (outside, errors) == ([], [])


def open_dashboard(page: Page, address: str, path: str) -> None:
    """Open a page of the dashboards and wait until it is drawn. Fails over an exception on it."""
    page.goto(f"{address}/{path}")
    expect(page.get_by_role("heading", level=1, name=DASHBOARDS[path])).to_be_visible(timeout=_PATIENCE_MS)
    page.wait_for_selector(_READY, timeout=_PATIENCE_MS)
    assert page.locator("[data-testid=stException]").count() == 0, DASHBOARDS[path]


def read_tiles(page: Page) -> dict[str, str]:
    """The metric tiles of a page: label to value."""
    tiles = page.locator("[data-testid=stMetric]").all()
    return {
        tile.locator("[data-testid=stMetricLabel]").inner_text().strip(): tile.locator(
            "[data-testid=stMetricValue]"
        ).inner_text()
        for tile in tiles
    }
