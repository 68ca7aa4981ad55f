"""What the tracker's tests play on: a site on one origin, a real collector on another, Chromium."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

Event = dict[str, Any]
TRACK = """
  const video = document.querySelector("video");
  const said = [], answers = [];
  const debug = (what, detail) => (what === "event" ? said.push(detail) : answers.push({what, ...detail}));
  const options = {contentId: "%(content)s", batchSeconds: 0.3, debug};
  const view = Watchhouse.track(video, Object.assign(options, window.more));
"""


@dataclass
class Stage:
    """One site and one collector. Pages are text by path."""

    site: str
    api: str
    spool: Path
    browser: Browser
    pages: dict[str, str] = field(default_factory=dict)

    def open(self, content: str, *, page: Page | None = None, script: str = "", attributes: str = "") -> Page:
        """A page with the clip, tracked as `content`; `script` runs before tracking starts."""
        page = page or self.browser.new_page()
        clip = f"{self.api}/static/demo-clip.mp4"
        self.pages["/"] = f"""<!doctype html><title>site</title>
            <video src="{clip}" muted playsinline {attributes}></video>
            <script>{script}</script>
            <script src="{self.api}/tracker.js"></script>
            <script>{TRACK % {"content": content}}</script>"""
        page.goto(f"{self.site}/")
        return page

    def stored(self, content: str) -> list[Event]:
        """The events of `content` that the collector has on disk, in order of sequence."""
        lines = [line for path in sorted(self.spool.rglob("*")) if path.is_file() for line in _lines(path)]
        events = [json.loads(line).get("event", {}) for line in lines]
        found = {event["event_id"]: event for event in events if event.get("content_id") == content}
        return sorted(found.values(), key=lambda event: (event["session_id"], event["seq"]))

    def await_stored(self, content: str, is_enough: Callable[[list[Event]], bool]) -> list[Event]:
        """What is stored once it is enough."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if is_enough(events := self.stored(content)):
                return events
            self._wait()
        raise AssertionError([event["type"] for event in self.stored(content)])

    def _wait(self) -> None:
        """A moment, in which answers that tests give in the collector's place are given."""
        pages = [page for context in self.browser.contexts for page in context.pages]
        if pages:
            pages[0].wait_for_timeout(50)
        else:
            time.sleep(0.05)


def types(events: list[Event]) -> list[str]:
    """Their types, in order."""
    return [event["type"] for event in events]


def has(kind: str) -> Callable[[list[Event]], bool]:
    """Whether an event of that type is among them."""
    return lambda events: kind in types(events)


def said(page: Page) -> list[Event]:
    """What the tracker has said so far."""
    events: list[Event] = page.evaluate("said")
    return events


def wait_for_said(page: Page, kind: str, count: int = 1) -> None:
    """Until the tracker has said so many events of that type."""
    page.wait_for_function(f"said.filter(e => e.type === '{kind}').length >= {count}", polling=20)


@contextmanager
def serving_pages(pages: dict[str, str]) -> Iterator[str]:
    """A site of the pages given, on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = pages.get(self.path)
            self.send_response(404 if text is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((text or "").encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _lines(path: Path) -> list[bytes]:
    return [line for line in path.read_bytes().splitlines() if line.startswith(b"{") and line.endswith(b"}")]
