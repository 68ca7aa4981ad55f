from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.app.tracker.stage import Stage, serving_pages
from tests.support.browser import running_browser
from tests.support.servers import api_process, wait_for_address


@pytest.fixture(scope="package")
def tracker_browser() -> Iterator[Browser]:
    """A browser for the tests of this folder alone: its event loop would be in the way of others."""
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="package")
def _tracker_site(
    tracker_browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Stage, Browser]]:
    folder = tmp_path_factory.mktemp("tracker")
    pages: dict[str, str] = {}
    with api_process(folder / "data", folder / "log") as process, serving_pages(pages) as site:
        api = wait_for_address(folder / "log", process)
        yield Stage(site, api, folder / "data" / "spool", tracker_browser, pages), tracker_browser


@pytest.fixture
def stage(_tracker_site: tuple[Stage, Browser]) -> Iterator[Stage]:
    """The stage, with a context of its own: nothing is left of the test before."""
    stage, browser = _tracker_site
    yield stage
    for context in browser.contexts:
        context.close()
