"""Our adapter of the YouTube IFrame player, with a stub of its API. It tests us, not YouTube."""

import pytest
from playwright.sync_api import Page

from tests.app.tracker.stage import Stage, has, said, types, wait_for_said

pytestmark = pytest.mark.browser
# The parts of the API that its documentation names, driven by the test: a clock that runs while state is 1.
STUB = """
window.YT = { Player: class {
  constructor() { this.heard = {}; this.state = -1; this.at = 0; this.since = 0; this.id = "clip-1"; }
  addEventListener(type, listener) { (this.heard[type] = this.heard[type] || []).push(listener); }
  removeEventListener(type) { delete this.heard[type]; }
  fire(type, data) { (this.heard[type] || []).forEach((listener) => listener({ target: this, data })); }
  go(state) {
    this.at = this.getCurrentTime(); this.since = performance.now(); this.state = state;
    this.fire("onStateChange", state);
  }
  jump(to) { this.at = to; this.since = performance.now(); }
  getCurrentTime() { return this.at + (this.state === 1 ? (performance.now() - this.since) / 1000 : 0); }
  getPlayerState() { return this.state; } getDuration() { return 100; } getPlaybackRate() { return 1; }
  isMuted() { return false; } getVolume() { return 50; } getIframe() { return null; }
  getVideoData() { return { video_id: this.id, isLive: false }; }
} };
"""


@pytest.fixture
def page(stage: Stage) -> Page:
    """A page with a stubbed player, tracked and playing."""
    stage.pages["/"] = f"""<!doctype html>
      <script src="https://www.youtube.com/iframe_api"></script>
      <script src="{stage.api}/tracker.js"></script>
      <script>
        const said = [];
        const player = new YT.Player("player");
        const debug = (what, detail) => what === "event" && said.push(detail);
        const view = Watchhouse.track(player, {{contentId: "youtube", batchSeconds: 0.2, debug}});
        player.go(-1); player.go(3); setTimeout(() => player.go(1), 100);
      </script>"""
    page = stage.browser.new_page()
    page.route("https://www.youtube.com/**", lambda route: route.fulfill(body=STUB))
    page.goto(stage.site)
    wait_for_said(page, "playing")
    return page


def test_play_pause_and_end(stage: Stage, page: Page) -> None:
    page.evaluate("player.go(2); player.go(1); player.jump(99.9); player.go(3); player.go(1)")
    wait_for_said(page, "seek_end")
    page.evaluate("player.go(2); player.go(0)")
    events = stage.await_stored("youtube", has("ended"))[-7:]
    expected = ["view_start", "playing", "pause", "playing", "seek_start", "seek_end", "ended"]
    assert types(said(page)) == types(events) == expected
    assert events[1]["startup_ms"] == pytest.approx(events[1]["client_at"] - events[0]["client_at"], abs=20)
    assert (events[0]["player_name"], events[0]["duration_seconds"]) == ("youtube", 100)


def test_buffering_is_a_stall_only_where_nobody_jumped(page: Page) -> None:
    page.evaluate("player.go(3)")
    page.wait_for_timeout(400)
    page.evaluate("player.go(1)")
    wait_for_said(page, "rebuffer_end")
    page.evaluate("player.jump(60)")
    wait_for_said(page, "seek_end")
    assert types(said(page))[2:] == ["rebuffer_start", "rebuffer_end", "seek_start", "seek_end"]
    start, end = said(page)[2:4]
    stalled = (end["client_at"] - start["client_at"]) / 1000
    assert stalled >= 0.4 and end["rebuffer_seconds"] == pytest.approx(stalled, abs=0.05)
    assert said(page)[5]["position_seconds"] == pytest.approx(60, abs=2)


def test_another_video_and_an_error_of_rights(page: Page) -> None:
    page.evaluate(
        "player.id = 'clip-2'; player.jump(0); player.go(-1); player.go(3); player.fire('onError', 150)"
    )
    assert types(said(page)) == ["view_start", "playing", "view_end", "view_start", "error"]
    assert (said(page)[-1]["error_code"], said(page)[-1]["error_category"]) == ("150", "business")
