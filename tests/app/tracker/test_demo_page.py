"""The demo page, as somebody sees it who plays the clip there."""

import pytest

from tests.app.tracker.stage import Stage

pytestmark = pytest.mark.browser


def test_it_shows_events_and_answers_as_they_come(stage: Stage) -> None:
    page = stage.browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"{stage.api}/demo/player")
    page.evaluate("document.getElementById('video').play()")
    page.get_by_role("cell", name="playing", exact=True).wait_for()
    page.get_by_role("button", name="Jump to the middle").click()
    page.get_by_role("cell", name="seek_end").wait_for()
    page.get_by_role("button", name="Tell of an ad").click()
    page.get_by_role("listitem").filter(has_text="202").first.wait_for()
    assert int(page.locator("#stored").inner_text()) >= 2
    assert page.locator("#events tr").count() == int(page.locator("#count").inner_text())
    assert stage.stored("watchhouse-demo")[0]["type"] == "view_start"
    assert faults == []


def test_it_says_so_when_nothing_is_sent(stage: Stage) -> None:
    page = stage.browser.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    page.goto(f"{stage.api}/demo/player")
    assert "nothing is sent" in page.locator("#state").inner_text()
    page.get_by_role("button", name="End the view").click()
    assert page.locator("#events tr").count() == 0
