"""What a viewer does, and the events that come of it, with the shipped clip."""

import pytest

from tests.app.tracker.stage import Stage, has, said, types, wait_for_said
from tests.support.browser import find_chromium

pytestmark = pytest.mark.browser
CLIP_SECONDS = 20


def test_a_view_from_start_to_end(stage: Stage) -> None:
    page = stage.open("full")
    page.evaluate("video.play()")
    wait_for_said(page, "playing")
    page.wait_for_function("video.currentTime > 0.5", polling=20)
    page.evaluate("video.pause()")
    wait_for_said(page, "pause")
    page.evaluate("video.currentTime = 18.5")
    wait_for_said(page, "seek_end")
    page.evaluate("video.play()")
    wait_for_said(page, "ended")
    events = stage.await_stored("full", has("ended"))
    assert types(events) == ["view_start", "playing", "pause", "seek_start", "seek_end", "playing", "ended"]
    assert [event["seq"] for event in events] == list(range(7))
    assert len({event["session_id"] for event in events}) == 1
    start, playing, pause, seek_start, seek_end, _, ended = events
    assert start["player_name"] == "html5" and start["page_url"] == f"{stage.site}/"
    assert 0 < playing["startup_ms"] < 5000
    assert seek_start["position_seconds"] == pytest.approx(pause["position_seconds"], abs=0.1)
    assert seek_end["position_seconds"] == pytest.approx(18.5, abs=0.1)
    assert ended["position_seconds"] == ended["duration_seconds"] == pytest.approx(CLIP_SECONDS, abs=0.2)
    assert ended["played_seconds"] == pytest.approx(2, abs=0.5)
    assert ended["decoded_frames"] > 0 and ended["rebuffer_count"] == 0


def test_the_totals_agree_with_the_clock(stage: Stage) -> None:
    page = stage.open("clock")
    page.evaluate("video.play()")
    page.wait_for_function("video.currentTime > 2", polling=20)
    page.evaluate("view.end()")
    end = said(page)[-1]
    assert end["type"] == "view_end"
    assert end["played_seconds"] == pytest.approx(end["position_seconds"], abs=0.15)


def test_a_dragged_scrubber_is_one_seek_and_two_apart_are_two(stage: Stage) -> None:
    page = stage.open("scrub")
    page.evaluate("video.play()")
    wait_for_said(page, "playing")
    for target in (4, 6, 8, 10):
        page.evaluate(f"video.currentTime = {target}")
        page.wait_for_timeout(60)
    wait_for_said(page, "seek_end")
    page.evaluate("video.currentTime = 2")
    wait_for_said(page, "seek_end", 2)
    assert types(said(page)) == ["view_start", "playing", "seek_start", "seek_end", "seek_start", "seek_end"]


def test_a_pause_within_a_seek_comes_after_it(stage: Stage) -> None:
    page = stage.open("pause-in-seek")
    page.evaluate("video.play()")
    wait_for_said(page, "playing")
    page.evaluate("video.currentTime = 9; video.pause()")
    wait_for_said(page, "pause")
    assert types(said(page)) == ["view_start", "playing", "seek_start", "seek_end", "pause"]


def test_a_jump_too_short_for_a_viewer_is_none(stage: Stage) -> None:
    page = stage.open("nudge")
    page.evaluate("video.play()")
    wait_for_said(page, "playing")
    page.evaluate("new Promise(done => { video.onseeked = done; video.currentTime += 0.18; })")
    page.wait_for_timeout(400)
    assert types(said(page)) == ["view_start", "playing"]


def test_playing_again_is_another_view(stage: Stage) -> None:
    page = stage.open("again")
    page.evaluate("video.currentTime = 19.5; video.play()")
    wait_for_said(page, "ended")
    page.evaluate("video.play()")
    wait_for_said(page, "playing", 2)
    events = said(page)
    assert types(events) == ["view_start", "playing", "ended", "view_start", "playing"]
    assert [event["seq"] for event in events] == [0, 1, 2, 0, 1]
    assert len({event["session_id"] for event in events}) == 2
    assert events[-1]["played_seconds"] == 0


def test_a_loop_is_another_view(stage: Stage) -> None:
    page = stage.open("loop", attributes="loop")
    page.evaluate("video.currentTime = 19.3; video.play()")
    wait_for_said(page, "playing", 2)
    assert types(said(page)) == ["view_start", "playing", "ended", "view_start", "playing"]


def test_another_source_and_another_title(stage: Stage) -> None:
    page = stage.open("first")
    page.evaluate("video.play()")
    wait_for_said(page, "playing")
    page.evaluate("view.update({contentId: 'second'}); video.src += '?second'; video.play()")
    wait_for_said(page, "playing", 2)
    events = said(page)
    assert types(events) == ["view_start", "playing", "view_end", "view_start", "playing"]
    assert [event["content_id"] for event in events] == ["first"] * 3 + ["second"] * 2


def test_the_last_word_of_a_source_that_is_gone_is_about_it(stage: Stage) -> None:
    page = stage.open("gone")
    page.evaluate("video.currentTime = 7; video.play()")
    wait_for_said(page, "playing")
    page.wait_for_function("video.currentTime > 8", polling=20)
    page.evaluate("video.src += '?second'")
    wait_for_said(page, "view_end")
    end = said(page)[-1]
    assert end["position_seconds"] == pytest.approx(8.1, abs=0.3)
    assert end["decoded_frames"] > 0 and end["duration_seconds"] > 19


def test_mute_rate_and_tab(stage: Stage) -> None:
    page = stage.open("changes")
    page.evaluate("video.play()")
    wait_for_said(page, "playing")
    page.evaluate("video.muted = false; video.volume = 0.5; video.playbackRate = 1.5")
    wait_for_said(page, "rate_change")
    page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", {value: "hidden"});
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    events = {event["type"]: event for event in said(page)}
    assert types(said(page))[2:] == ["volume_change", "rate_change", "visibility_change"]
    assert events["volume_change"]["is_muted"] is False
    assert events["rate_change"]["playback_rate"] == 1.5
    assert events["visibility_change"]["is_background"] is True
    assert types(stage.await_stored("changes", has("visibility_change")))[-1] == "visibility_change"


def test_heartbeats_come_at_ten_and_at_thirty_seconds(stage: Stage) -> None:
    page = stage.browser.new_page()
    page.clock.install()
    stage.open("heart", page=page)
    page.evaluate("video.loop = false; video.play()")
    wait_for_said(page, "playing")
    page.clock.run_for(20_100)
    assert types(said(page)).count("heartbeat") == 2
    page.evaluate("video.pause()")
    wait_for_said(page, "pause")
    page.clock.run_for(60_100)
    assert types(said(page)).count("heartbeat") == 4


def test_a_broken_source_is_a_failed_view(stage: Stage) -> None:
    page = stage.open("broken", script="document.querySelector('video').src = '/none.mp4?login=secret'")
    wait_for_said(page, "error")
    error = said(page)[-1]
    assert types(said(page)) == ["view_start", "error"]
    assert (error["error_code"], error["is_fatal"]) == ("MEDIA_ERR_SRC_NOT_SUPPORTED", True)
    assert error["error_category"] == "playback"


def test_a_site_s_own_error_may_be_business_and_names_no_login(stage: Stage) -> None:
    page = stage.open("rights", script="window.more = {businessErrors: ['GEO']}")
    page.evaluate(
        "view.error({code: 'GEO', message: 'no rights for https://a:b@cdn.example/live/user/pass.ts?k=1'})"
    )
    error = said(page)[-1]
    assert error["error_category"] == "business"
    assert error["error_message"] == "no rights for https://cdn.example"


def test_autoplay_counts_from_the_load(stage: Stage) -> None:
    page = stage.open("auto", attributes="autoplay")
    wait_for_said(page, "playing")
    assert types(said(page)) == ["view_start", "playing"]


def test_autoplay_that_the_browser_forbids_is_no_view(stage: Stage) -> None:
    strict = ["--no-sandbox", "--headless=new", "--autoplay-policy=document-user-activation-required"]
    browser = stage.browser.browser_type.launch(executable_path=find_chromium(), args=strict)
    page = browser.new_page()
    unmute = "document.querySelector('video').muted = false"
    stage.open("forbidden", page=page, attributes="autoplay", script=unmute)
    page.wait_for_function("video.readyState === 4", polling=20)
    page.goto("about:blank")
    browser.close()
    assert stage.stored("forbidden") == []


def test_ads(stage: Stage) -> None:
    page = stage.open("ads")
    page.evaluate("view.ad('start', {adId: 'ad-1', adPosition: 'preroll', adDurationSeconds: 15})")
    page.evaluate("view.ad('quartile', {adId: 'ad-1', adQuartile: 25}); view.ad('skip', {adId: 'ad-1'})")
    events = stage.await_stored("ads", has("ad_skip"))
    assert types(events) == ["view_start", "ad_start", "ad_quartile", "ad_skip"]
    assert (events[1]["ad_position"], events[2]["ad_quartile"]) == ("preroll", 25)


def test_data_attributes_are_enough(stage: Stage) -> None:
    stage.pages["/"] = f"""<!doctype html>
      <script src="{stage.api}/tracker.js" defer data-watchhouse-provider-id="acme"
        data-watchhouse-batch-seconds="0.2"></script>
      <video src="{stage.api}/static/demo-clip.mp4" muted data-watchhouse-content-id="two-lines"
        data-watchhouse-is-live="false" data-watchhouse-custom-plan="free"></video>"""
    page = stage.browser.new_page()
    page.goto(stage.site)
    page.evaluate("document.querySelector('video').play()")
    start = stage.await_stored("two-lines", has("playing"))[0]
    assert (start["provider_id"], start["custom"], start["is_live"]) == ("acme", {"plan": "free"}, False)


def test_the_module_tracks_alike(stage: Stage) -> None:
    stage.pages["/"] = f"""<!doctype html>
      <video src="{stage.api}/static/demo-clip.mp4" muted></video>
      <script type="module">
        import {{ track }} from "{stage.api}/tracker.mjs";
        track("video", {{contentId: "module", batchSeconds: 0.2}});
        document.querySelector("video").play();
      </script>"""
    page = stage.browser.new_page()
    page.goto(stage.site)
    assert types(stage.await_stored("module", has("playing"))) == ["view_start", "playing"]
    assert page.evaluate("typeof Watchhouse") == "undefined"
