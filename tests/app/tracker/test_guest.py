"""The tracker is a guest: whatever breaks under it, the page plays on and hears nothing."""

import pytest
from playwright.sync_api import Page

from tests.app.tracker.stage import Stage, said, types, wait_for_said

pytestmark = pytest.mark.browser
WATCH = """
  window.faults = [];
  addEventListener("error", (event) => faults.push(String(event.message)));
  addEventListener("unhandledrejection", (event) => faults.push(String(event.reason)));
"""
THROW = "throw new Error('broken on purpose')"
STORAGE = f"""
  for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, {{ get() {{ {THROW}; }} }});
"""
BROKEN = {
    "storage": STORAGE,
    "network": f"window.fetch = () => {{ {THROW} }}; navigator.sendBeacon = () => {{ {THROW} }};",
    "crypto": f"crypto.randomUUID = undefined; crypto.getRandomValues = () => {{ {THROW} }};",
    "element": f"""
      for (const name of ["buffered", "muted", "playbackRate", "ended", "readyState", "duration"])
        Object.defineProperty(HTMLMediaElement.prototype, name, {{ get() {{ {THROW}; }} }});
      HTMLVideoElement.prototype.getVideoPlaybackQuality = () => {{ {THROW} }};""",
    "clock": f"performance.now = () => {{ {THROW} }};",
    "encoder": "window.TextEncoder = undefined; window.AbortController = undefined;",
    "callbacks": f"window.more = {{ debug() {{ {THROW} }} }};",
    "options": "window.more = { custom: 7, businessErrors: null, batchSeconds: {}, player: 'none' };",
}


def exercise(page: Page) -> None:
    page.evaluate("video.play()")
    page.wait_for_function("video.currentTime > 0.3", polling=20)
    page.evaluate("video.currentTime = 5; video.muted = false; video.playbackRate = 1.25")
    page.evaluate("view.update({contentId: 'other'}); view.ad('start', null); view.error(null)")
    page.evaluate("view.update(null); dispatchEvent(new PageTransitionEvent('pagehide')); view.end()")
    page.wait_for_timeout(400)


@pytest.mark.parametrize("what", BROKEN)
def test_the_page_never_hears_of_a_fault(stage: Stage, what: str) -> None:
    page = stage.browser.new_page()
    stage.open(f"broken-{what}", page=page, script=WATCH + BROKEN[what])
    exercise(page)
    assert page.evaluate("faults") == []


def test_without_storage_it_tracks_all_the_same(stage: Stage) -> None:
    page = stage.open("no-storage", script=STORAGE)
    page.evaluate("video.play()")
    wait_for_said(page, "playing")
    events = stage.await_stored("no-storage", lambda events: len(events) >= 2)
    assert types(events) == ["view_start", "playing"]
    assert said(page)[0]["viewer_id"]


def test_without_random_uuids_ids_are_uuids_still(stage: Stage) -> None:
    page = stage.open("old-crypto", script="crypto.randomUUID = undefined")
    page.evaluate("video.play()")
    wait_for_said(page, "playing")
    pattern = r"/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/"
    assert page.evaluate(f"said.every(e => {pattern}.test(e.event_id)) && {pattern}.test(view.sessionId)")
    assert len({event["event_id"] for event in said(page)}) == 2


@pytest.mark.parametrize(
    "call", ["'#none', {contentId: 'x'}", "video, {}", "null, null", "7, {contentId: 'x'}"]
)
def test_what_cannot_be_tracked_gives_a_handle_that_does_nothing(stage: Stage, call: str) -> None:
    page = stage.open("nothing", script=WATCH)
    page.evaluate("view.end()")
    assert (
        page.evaluate(f"{{ const v = Watchhouse.track({call}); v.update({{}}); v.end(); v.isTracking }}")
        is False
    )
    assert page.evaluate("faults") == []
