"""A browser window on one player page: by Playwright, or by Selenium, which alone can hide a tab."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from playwright.sync_api import Page
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.support.wait import WebDriverWait

from tests.support.browser import ARGUMENTS, find_chromium, running_browser

_PATIENCE_MS = 60_000
_YOUTUBE = Path(__file__).parent / "pages" / "youtube_stub.js"


class Window(Protocol):
    """What a session needs of a window. Expressions are JavaScript; times out after a minute."""

    def open(self, address: str) -> None:
        """Go to a page."""

    def read(self, expression: str) -> Any:
        """The value of an expression."""

    def wait_for(self, expression: str) -> None:
        """Wait until an expression is true."""

    def close(self) -> None:
        """Close the page as a viewer would; the browser stays, so that last beacons get out."""


class PlaywrightWindow:
    """A page of its own browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def stand_in_for_youtube(self) -> None:
        """Answer what is asked of YouTube, once: while requests are intercepted, last beacons get lost."""
        self.page.route("https://www.youtube.com/**", lambda route: route.fulfill(path=_YOUTUBE), times=1)

    def open(self, address: str) -> None:
        self.page.goto(address)

    def read(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def wait_for(self, expression: str) -> None:
        self.page.wait_for_function(expression, polling=20, timeout=_PATIENCE_MS)

    def close(self) -> None:
        self.page.close()


@contextmanager
def playwright_window(*, has_youtube: bool = False) -> Iterator[PlaywrightWindow]:
    """A window of a fresh browser. Fails when the page had an error that nothing caught."""
    with running_browser() as browser:
        window = PlaywrightWindow(browser.new_page())
        if has_youtube:
            window.stand_in_for_youtube()
        yield window
    assert window.errors == []


class SeleniumWindow:
    """A tab of its own browser, which can really be hidden."""

    def __init__(self, driver: WebDriver) -> None:
        self._driver = driver
        self._tab = driver.current_window_handle

    def open(self, address: str) -> None:
        self._driver.get(address)

    def read(self, expression: str) -> Any:
        return self._driver.execute_script(f"return {expression}")

    def wait_for(self, expression: str) -> None:
        WebDriverWait(self._driver, _PATIENCE_MS / 1000, 0.02).until(lambda _: self.read(expression))

    def hide(self) -> None:
        """Put another tab in front."""
        self._driver.switch_to.new_window("tab")

    def show(self) -> None:
        """Close the other tab and come back."""
        self._driver.close()
        self._driver.switch_to.window(self._tab)

    def close(self) -> None:
        self._driver.switch_to.new_window("tab")  # the browser closes with its last one
        other = self._driver.current_window_handle
        self._driver.switch_to.window(self._tab)
        self._driver.close()
        self._driver.switch_to.window(other)


@contextmanager
def selenium_window() -> Iterator[SeleniumWindow]:
    """A window of a fresh browser, through chromium-driver."""
    options = webdriver.ChromeOptions()
    options.binary_location = find_chromium() or ""
    for argument in ARGUMENTS:
        options.add_argument(argument)
    driver = webdriver.Chrome(options, Service(find_chromedriver()))
    try:
        yield SeleniumWindow(driver)
    finally:
        driver.quit()


def find_chromedriver() -> str | None:
    """Path of chromium-driver, or None where it is not installed."""
    return shutil.which("chromedriver")


def player_address(pages: str, settings: dict[str, object]) -> str:
    """The address of the player page with its settings."""
    return f"{pages}/pages/player.html#{quote(json.dumps(settings))}"
