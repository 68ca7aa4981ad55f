"""How events reach the collector: batches, patience, reloads, the last batch; and not at all if refused."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.app.tracker.stage import Stage, has, said, types, wait_for_said

pytestmark = pytest.mark.browser
EVENTS = "**/analytics/events"
HIDDEN_SIGNALS = {
    "do not track": "Object.defineProperty(navigator, 'doNotTrack', {value: '1'});",
    "global privacy control": "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true});",
}


class Answers:
    """Answers in the collector's place as told, then lets requests through. Keeps the bodies."""

    def __init__(self, page: Page, *statuses: int, headers: dict[str, str] | None = None) -> None:
        self.bodies: list[dict[str, Any]] = []
        self._statuses = list(statuses)
        self._headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
        self._headers |= headers or {}
        page.route(EVENTS, self._answer)

    def _answer(self, route: Route) -> None:
        self.bodies.append(json.loads(route.request.post_data or "{}"))
        if not self._statuses:
            return route.continue_()
        status = self._statuses.pop(0)
        if status == 0:
            return route.abort()
        route.fulfill(status=status, headers=self._headers)


def start(stage: Stage, content: str, page: Page | None = None, script: str = "") -> Page:
    page = stage.open(content, page=page, script=script)
    page.evaluate("video.play()")
    wait_for_said(page, "playing")
    return page


def test_what_a_batch_shares_is_said_once(stage: Stage) -> None:
    page = stage.browser.new_page()
    answers = Answers(page)
    start(stage, "batch", page, "window.more = {writeKey: 'key-1', contentTitle: 'T', custom: {a: 'b'}}")
    stage.await_stored("batch", has("playing"))
    batch = answers.bodies[0]
    assert (batch["schema_version"], batch["write_key"]) == (1, "key-1")
    assert batch["context"]["content_title"] == "T" and batch["context"]["custom"] == {"a": "b"}
    assert abs(batch["sent_at"] - batch["events"][-1]["client_at"]) < 2000
    for event in batch["events"]:
        assert "content_title" not in event
        assert event.keys() >= {"event_id", "session_id", "content_id", "seq", "type", "client_at"}


@pytest.mark.parametrize("status", [503, 429, 500, 0])
def test_it_sends_again_until_it_is_taken(stage: Stage, status: int) -> None:
    page = stage.browser.new_page()
    answers = Answers(page, status)
    start(stage, f"again-{status}", page)
    assert types(stage.await_stored(f"again-{status}", has("playing"))) == ["view_start", "playing"]
    page.wait_for_function("answers.at(-1).status === 202", polling=20)
    first, *later = [[event["event_id"] for event in body["events"]] for body in answers.bodies]
    sent_again = [name for names in later for name in names]
    assert len(set(sent_again)) == len(sent_again)
    assert set(first) <= set(sent_again)


def test_it_waits_for_as_long_as_it_is_asked(stage: Stage) -> None:
    page = stage.browser.new_page()
    Answers(page, 503, headers={"Retry-After": "2"})
    start(stage, "patience", page)
    page.wait_for_function("answers.length === 2", polling=20)
    assert page.evaluate("performance.now()") > 2000
    assert page.evaluate("answers.map(a => a.status)") == [503, 202]


def test_a_refused_batch_is_not_sent_again(stage: Stage) -> None:
    page = stage.browser.new_page()
    answers = Answers(page, 403)
    start(stage, "refused", page)
    page.wait_for_function("answers.length === 1", polling=20)
    page.evaluate("video.pause()")
    stage.await_stored("refused", has("pause"))
    refused = {event["event_id"] for event in answers.bodies[0]["events"]}
    assert refused.isdisjoint(event["event_id"] for event in stage.stored("refused"))


def test_the_queue_survives_a_reload(stage: Stage) -> None:
    page = stage.browser.new_page()
    page.route(EVENTS, lambda route: route.abort())
    page.add_init_script("navigator.sendBeacon = () => false")
    start(stage, "reload", page)
    before = [event["event_id"] for event in said(page)]
    page.wait_for_function("answers.length > 0", polling=20)
    page.unroute(EVENTS)
    page.reload()
    events = stage.await_stored("reload", has("view_end"))
    assert [event["event_id"] for event in events][: len(before)] == before
    page.wait_for_function("Object.keys(sessionStorage).length === 0", polling=20)


def test_the_queue_is_bounded(stage: Stage) -> None:
    page = stage.browser.new_page()
    page.route(EVENTS, lambda route: route.abort())
    start(stage, "bounded", page)
    page.evaluate("for (let i = 0; i < 700; i++) view.ad('start', {adId: 'x'.repeat(200)})")
    page.wait_for_timeout(800)
    kept = page.evaluate("Object.values(sessionStorage).map(text => [text.length, JSON.parse(text)])")
    ((length, events),) = kept
    assert length <= 200_000 and 100 < len(events) <= 500
    assert events[-1]["seq"] == len(said(page)) - 1


@pytest.mark.parametrize("leave", ["close", "navigate"])
def test_the_last_batch_arrives_once(stage: Stage, leave: str) -> None:
    content = f"last-{leave}"
    page = start(stage, content, script="window.more = {batchSeconds: 60}")
    assert stage.stored(content) == []
    page.close(run_before_unload=False) if leave == "close" else page.goto("about:blank")
    events = stage.await_stored(content, has("view_end"))
    assert types(events) == ["view_start", "playing", "view_end"]
    assert types([event for event in stage.stored(content) if event["seq"] == 2]) == ["view_end"]


def test_a_long_queue_leaves_in_beacons_that_browsers_take(stage: Stage) -> None:
    page = start(stage, "long", script="window.more = {batchSeconds: 60, contentTitle: 'ä'.repeat(256)}")
    page.evaluate("for (let i = 0; i < 40; i++) view.ad('start', {adId: 'ä'.repeat(250) + i})")
    page.evaluate(
        """() => {
          window.bodies = [];
          const beacon = navigator.sendBeacon.bind(navigator);
          navigator.sendBeacon = (to, body) => bodies.push(new Blob([body]).size) && beacon(to, body);
          dispatchEvent(new PageTransitionEvent("pagehide"));
        }"""
    )
    assert max(page.evaluate("bodies")) <= 50_000
    assert len(stage.await_stored("long", has("view_end"))) == 43


def test_a_hidden_tab_sends_at_once(stage: Stage) -> None:
    page = start(stage, "hidden", script="window.more = {batchSeconds: 60}")
    page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", {value: "hidden"});
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    assert stage.await_stored("hidden", has("visibility_change"))[-1]["is_background"] is True


@pytest.mark.parametrize("signal", HIDDEN_SIGNALS)
def test_who_asks_not_to_be_tracked_is_not(stage: Stage, signal: str) -> None:
    page = stage.browser.new_page()
    answers = Answers(page)
    stage.open(signal, page=page, script=HIDDEN_SIGNALS[signal])
    page.evaluate("video.play(); view.update({contentId: 'x'}); view.ad('start'); view.error({code: 'E'})")
    page.wait_for_function("video.currentTime > 0.6", polling=20)
    page.evaluate("view.end()")
    assert page.evaluate("[view.isTracking, said.length, localStorage.length, sessionStorage.length]") == [
        False,
        0,
        0,
        0,
    ]
    page.goto("about:blank")
    assert answers.bodies == []
    assert stage.stored(signal) == []


def test_a_site_may_answer_for_it_itself(stage: Stage) -> None:
    script = HIDDEN_SIGNALS["do not track"] + "window.more = {respectPrivacySignals: false}"
    assert types(said(start(stage, "own-basis", script=script))) == ["view_start", "playing"]


def test_a_viewer_is_known_again_and_a_site_s_own_id_leaves_nothing_behind(stage: Stage) -> None:
    page = start(stage, "viewer")
    first = said(page)[0]["viewer_id"]
    assert said(start(stage, "viewer", page))[0]["viewer_id"] == first
    other = stage.browser.new_page()
    start(stage, "own-viewer", other, "window.more = {viewerId: 'account-7'}")
    assert said(other)[0]["viewer_id"] == "account-7"
    assert other.evaluate("localStorage.length") == 0
    nobody = start(stage, "no-viewer", script="window.more = {viewerId: null}")
    assert "viewer_id" not in said(nobody)[0]
