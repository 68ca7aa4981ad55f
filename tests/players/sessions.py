"""The sessions that the tests record: who plays what, and how a recording is made."""

import time
from dataclasses import dataclass

from tests.players.faults import Fault
from tests.players.origins import Origins
from tests.players.page_log import PageLog
from tests.players.relay import MUX_SESSION
from tests.players.scripts import (
    SEGMENTS,
    Script,
    Viewer,
    for_a_while,
    in_full,
    in_the_background,
    left_in_a_stall,
    natively,
    on_youtube,
    until_it_fails,
)
from tests.players.windows import Window, player_address

CMCD_EVENTS = ["ps", "e", "t", "bc", "pr", "m", "um", "b"]
HEARTBEAT_SECONDS = 1
_SETTLED_SECONDS = 1.0
_LOG_SECONDS = 15.0


@dataclass(frozen=True)
class Session:
    """One session: which player plays what, and how it goes. `reports` are the sources that tell of it."""

    name: str
    player: str
    source: str
    script: Script
    reports: tuple[str, ...] = ("events", "cmcd")
    fault: Fault | None = None
    is_live: bool = False
    needs_hiding: bool = False


@dataclass
class Recording:
    """What a session left: the page's log, and the name and version of its player."""

    session: Session
    log: PageLog
    player: list[str | None]


def record(session: Session, window: Window, origins: Origins) -> Recording:
    """Play a session to its end: the page's close, and the arrival of all that it sent."""
    if session.fault:
        origins.faults.put(session.name, session.fault)
    window.open(player_address(origins.pages, _settings(session, origins)))
    window.wait_for("window.player !== undefined")
    player = window.read("[player.name, player.version]")
    session.script(Viewer(session.name, window, origins))
    window.close()
    _settle(session.name, origins)
    origins.faults.lift(session.name)
    return Recording(session, PageLog(origins.logs[session.name]), player)


def _settings(session: Session, origins: Origins) -> dict[str, object]:
    collector = f"{origins.media}/{session.name}/collector"
    cmcd = {
        "session": f"session-{session.name}",
        "url": f"{collector}/analytics/cmcd?player={session.player}",
        "events": CMCD_EVENTS,
        "interval": HEARTBEAT_SECONDS,
    }
    return {
        "player": session.player,
        "content": content_id(session),
        "source": f"{origins.media}/{session.name}/media/{session.source}",
        "log": f"{origins.media}/{session.name}/log",
        "tracker": f"{collector}/tracker.mjs" if "events" in session.reports else None,
        "mux": origins.media.replace("http://127.0.0.1", "localhost") if "mux" in session.reports else None,
        "cmcd": cmcd if "cmcd" in session.reports else None,
    }


def content_id(session: Session) -> str:
    """The id of what a session plays: each plays a title of its own."""
    return f"content-of-{session.name}"


def _settle(name: str, origins: Origins) -> None:
    """Wait for the page's log, and until nothing more has come for a second."""
    before, since = None, time.monotonic()
    while name not in origins.logs or time.monotonic() - since < _SETTLED_SECONDS:
        if (found := (origins.relay.count(name), name in origins.logs)) != before:
            before, since = found, time.monotonic()
        assert time.monotonic() - since < _LOG_SECONDS, f"no log of {name} came"
        time.sleep(0.05)


def _missing(skip: int) -> Fault:
    return Fault(SEGMENTS, status=404, skip=skip)


TS, FMP4, LIVE = "ts/master.m3u8", "fmp4/manifest.mpd", "live/master.m3u8"
SESSIONS = [
    Session("hlsjs-full", "hlsjs", TS, in_full),
    Session("shaka-full", "shaka", FMP4, in_full),
    Session("dashjs-full", "dashjs", FMP4, in_full),
    Session(MUX_SESSION, "mux", TS, in_full, reports=("mux",)),
    Session("hlsjs-left", "hlsjs", TS, left_in_a_stall),
    Session("shaka-left", "shaka", FMP4, left_in_a_stall),
    Session("dashjs-left", "dashjs", FMP4, left_in_a_stall),
    Session("hlsjs-failed", "hlsjs", TS, until_it_fails, fault=_missing(3)),
    Session("shaka-failed", "shaka", FMP4, until_it_fails, fault=_missing(8)),
    Session("dashjs-failed", "dashjs", FMP4, until_it_fails, fault=_missing(8)),
    Session("hlsjs-live", "hlsjs", LIVE, for_a_while, is_live=True),
    Session("shaka-live", "shaka", LIVE, for_a_while, is_live=True),
    Session("native-full", "native", TS, natively, reports=("events",)),
    Session("youtube-full", "youtube", "", on_youtube, reports=("events",)),
    Session("hlsjs-hidden", "hlsjs", TS, in_the_background, needs_hiding=True),
    Session("shaka-hidden", "shaka", FMP4, in_the_background, needs_hiding=True),
]
