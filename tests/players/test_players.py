"""What the warehouse says of real players in a real browser, against what their pages saw.

Each session is told of by up to two sources, our tracker (`events`) and the player's own CMCD reports
(`cmcd`). Where a player's reports cannot tell a thing, the exception is named here with its reason, and what
the warehouse says instead is asserted: an exception that is no longer needed fails.
"""

from typing import Any

import pytest

from app.settings import Settings
from ingestion.landing import RawStore
from tests.players.conftest import Recorded, view_of
from tests.players.page_log import PageLog
from tests.players.sessions import HEARTBEAT_SECONDS, SESSIONS, Session, content_id
from tests.support.warehouse import query

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

# On a machine that keeps up; where the page itself ran late, as much more.
STARTUP_MS = 50
SECONDS = 0.150
CASES = [pytest.param(s, source, id=f"{s.name}-{source}") for s in SESSIONS for source in s.reports]
# These say nothing when the page closes: what happened since their last heartbeat is not known.
SILENT_AT_THE_END = {("hlsjs", "cmcd"), ("dashjs", "cmcd")}
# A start begins for them when they are given the source, not when the media element is told to play.
START_AT_THE_SOURCE = {("shaka", "cmcd"), ("dashjs", "cmcd")}
# hls.js tells its CMCD part of an error before it marks it as fatal: the reports just stop.
WITHOUT_ERROR = {("hlsjs-failed", "cmcd")}
# dash.js reports the error, but never the state `f`: that playback ended with it remains unsaid.
WITHOUT_FAILURE = {("dashjs-failed", "cmcd"), ("hlsjs-failed", "cmcd")}
# shaka reports `st=v` of a live stream too.
LIVE_AS_VOD = {("shaka-live", "cmcd")}
# shaka's jump to the live edge and hls.js's over the gap at the start are told like a viewer's seek.
WITH_OWN_SEEKS = {("shaka-live", "cmcd"), ("hlsjs-mux", "mux")}
# Of the others only shaka reports sound and visibility.
WITHOUT_SOUND = {("hlsjs", "cmcd"), ("dashjs", "cmcd"), ("mux", "mux")}
# What shaka's CMCD part takes for playing.
CLAIMED = ("playing", "filled", "restarting")


def _tail_seconds(session: Session, source: str) -> float:
    return HEARTBEAT_SECONDS if (session.player, source) in SILENT_AT_THE_END else 0.0


def _assert_seconds(found: float, log: PageLog, log_seconds: float, tail: float) -> None:
    """Equal within the tolerance, or too little by what happened since the last heartbeat."""
    tolerance = SECONDS + log.lateness_ms / 1000
    assert log_seconds - tail - tolerance <= found <= log_seconds + tolerance


def _played_seconds(session: Session, source: str, log: PageLog, **only: bool) -> float:
    """Seconds of playing as the source can tell them: by position where it has one, else by the clock."""
    if source == "cmcd":
        return sum(log.seconds(state, **only) for state in CLAIMED)
    return log.seconds("playing", moved=not session.is_live, **only)


@pytest.fixture
def log(recorded: Recorded, session: Session) -> PageLog:
    """What the page of the session saw."""
    return recorded.recordings[session.name].log


@pytest.fixture
def view(built: Recorded, session: Session, source: str) -> dict[str, Any]:
    """The one view that the source's reports became."""
    return view_of(built, session, source)


def test_the_sessions_were_played_at_the_first_try(recorded: Recorded) -> None:
    """Skipped, and so named at the end, where they had to be played again; the rest counts all the same."""
    for failure in recorded.failed_tries:
        pytest.skip(f"the players broke off and were started again: {failure}")
    assert set(recorded.recordings) == {session.name for session in SESSIONS}


@pytest.mark.parametrize(("session", "source"), CASES)
def test_startup(session: Session, source: str, view: dict[str, Any], log: PageLog) -> None:
    is_from_source = (session.player, source) in START_AT_THE_SOURCE
    assert view["startup_ms"] == pytest.approx(
        log.wait_ms if is_from_source else log.startup_ms, abs=STARTUP_MS + log.lateness_ms
    )


@pytest.mark.parametrize(("session", "source"), CASES)
def test_stalls(session: Session, source: str, view: dict[str, Any], log: PageLog) -> None:
    assert view["rebuffer_count"] == len(log.stalls)
    tail = 0.0 if log.has_ended else _tail_seconds(session, source)
    _assert_seconds(view["rebuffer_seconds"], log, sum(log.stalls), tail if log.stalls else 0.0)


@pytest.mark.parametrize(("session", "source"), CASES)
def test_seeks_of_the_viewer(session: Session, source: str, view: dict[str, Any], log: PageLog) -> None:
    own = log.own_seek_count if (session.name, source) in WITH_OWN_SEEKS else 0
    nudges = log.nudge_count if source == "cmcd" and not own else 0  # told like a viewer's seek
    assert log.seek_count + own <= view["seek_count"] <= log.seek_count + own + nudges


@pytest.mark.parametrize(("session", "source"), CASES)
def test_end(session: Session, source: str, view: dict[str, Any], log: PageLog) -> None:
    assert view["has_ended"] == log.has_ended


@pytest.mark.parametrize(("session", "source"), CASES)
def test_errors(session: Session, source: str, view: dict[str, Any], log: PageLog) -> None:
    case = (session.name, source)
    assert view["has_error"] == (bool(log.fatal_codes) and case not in WITHOUT_ERROR)
    assert view["is_playback_failure"] == (bool(log.fatal_codes) and case not in WITHOUT_FAILURE)
    assert not view["is_start_failure"]


@pytest.mark.parametrize(("session", "source"), CASES)
def test_time_played_and_paused(session: Session, source: str, view: dict[str, Any], log: PageLog) -> None:
    played = _played_seconds(session, source, log)
    if log.fatal_codes and (session.name, source) in WITHOUT_FAILURE:
        played += log.seconds("failed")
    tail = 0.0 if log.has_ended or log.stalls else _tail_seconds(session, source)
    warned = log.warned_seconds if source == "cmcd" else 0.0
    _assert_seconds(view["play_seconds"], log, played, tail + warned)
    _assert_seconds(view["paused_seconds"], log, log.seconds("paused"), 0.0)


@pytest.mark.parametrize(("session", "source"), CASES)
def test_live(session: Session, source: str, view: dict[str, Any]) -> None:
    assert view["is_live"] == (session.is_live and (session.name, source) not in LIVE_AS_VOD)


@pytest.mark.parametrize(("session", "source"), CASES)
def test_sound_and_visibility(session: Session, source: str, view: dict[str, Any], log: PageLog) -> None:
    """CMCD tells changes of sound alone, so that before the first one it counts as on."""
    if (session.player, source) in WITHOUT_SOUND:
        assert (view["muted_seconds"], view["background_seconds"]) == (0, 0)
        return
    sounded = log.since("volumechange") if source == "cmcd" else log
    _assert_seconds(view["muted_seconds"], log, _played_seconds(session, source, sounded, muted=True), 0.0)
    _assert_seconds(view["background_seconds"], log, _played_seconds(session, source, log, hidden=True), 0.0)


@pytest.mark.parametrize(("session", "source"), CASES)
def test_client(session: Session, source: str, view: dict[str, Any]) -> None:
    client = (view["os_name"], view["browser_name"], view["device_type"], view["is_bot"])
    assert client == ("Linux", "HeadlessChrome", "bot", True)


@pytest.mark.parametrize(("session", "source"), CASES)
def test_name_of_the_player(session: Session, source: str, view: dict[str, Any], recorded: Recorded) -> None:
    expected = recorded.recordings[session.name].player if source == "events" else [session.player, None]
    assert [view["player_name"], view["player_version"]] == expected


def test_posts_sent_again_change_nothing(resent: dict[str, list[dict[str, Any]]]) -> None:
    assert len(resent["before"]) == len(CASES)
    assert resent["after"] == resent["before"]


def test_everything_sent_was_taken(built: Recorded) -> None:
    answers = {(post.path.split("?")[0], post.status) for post in built.posts}
    assert answers == {("/analytics/cmcd", 204), ("/analytics/events", 202), ("/", 200)}
    store = RawStore(Settings(data_dir=built.data_dir).raw_dir)
    assert store.scan("playback_rejects").collect().is_empty()
    told = query(built.data_dir, "select distinct content_id, source from stg_playback_events")
    expected = {(content_id(session), source) for session in SESSIONS for source in session.reports}
    assert {(row["content_id"], row["source"]) for row in told} == expected
