"""What viewers do in the sessions. They wait for what happens, and for time only where time is the matter."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.players.faults import Fault
from tests.players.origins import Origins
from tests.players.windows import SeleniumWindow, Window

SEGMENTS = re.compile(r"\.(ts|m4s)$")
_FATAL = "log.some(e => e.fatal)"
_ENDED = "log.some(e => e.type === 'ended')"


@dataclass
class Viewer:
    """Somebody who watches in a window of one session, and the means to disturb it."""

    name: str
    window: Window
    origins: Origins

    def act(self, action: str, argument: object = None) -> None:
        """Pause, play, seek, change rate or sound."""
        self.window.read(f"act({action!r}, {json.dumps(argument)})")

    def watch(self, seconds: float) -> None:
        """Go on watching until so much more has been shown."""
        position = self.window.read("position()")
        self.window.wait_for(f"position() >= {position + seconds}")

    def wait_for(self, kind: str) -> None:
        """Wait until the page's log ends with such a media event, volume changes aside."""
        self.window.wait_for(f"lastState() === {kind!r}")

    def hold_segments(self) -> None:
        """Hold every segment from now on, and wait until nothing is left to play."""
        self.origins.faults.put(self.name, Fault(SEGMENTS))
        self.window.wait_for("isStalled()")

    def release_segments(self) -> None:
        """Let the segments through, and wait until playback goes on."""
        self.origins.faults.lift(self.name)
        self.window.wait_for("!isStalled()")


Script = Callable[[Viewer], None]


def in_full(viewer: Viewer) -> None:
    """Pause, seek, stall, other rate, sound on and off, seek to near the end, end."""
    viewer.wait_for("playing")
    viewer.watch(1.5)
    viewer.act("pause")
    time.sleep(1.2)
    viewer.act("play")
    viewer.watch(0.5)
    viewer.act("seek", 14)
    viewer.wait_for("playing")
    viewer.watch(1)
    viewer.hold_segments()
    time.sleep(1.8)
    viewer.release_segments()
    viewer.watch(0.6)
    viewer.act("rate", 1.5)
    viewer.watch(1.5)
    viewer.act("rate", 1)
    viewer.act("mute", False)
    viewer.watch(1)
    viewer.act("mute", True)
    viewer.act("seek", 37.5)
    viewer.window.wait_for(_ENDED)


def left_in_a_stall(viewer: Viewer) -> None:
    """Watch until it stalls, wait, close the page."""
    viewer.wait_for("playing")
    viewer.watch(0.5)
    viewer.hold_segments()
    time.sleep(1.5)


def until_it_fails(viewer: Viewer) -> None:
    """Watch until the player gives up."""
    viewer.window.wait_for(_FATAL)
    time.sleep(0.3)


def for_a_while(viewer: Viewer) -> None:
    """Watch for eight seconds, close the page."""
    viewer.wait_for("playing")
    viewer.watch(8)


def natively(viewer: Viewer) -> None:
    """Pause, two seeks, to the end."""
    viewer.wait_for("playing")
    viewer.watch(1.5)
    viewer.act("pause")
    time.sleep(1)
    viewer.act("play")
    viewer.watch(0.5)
    viewer.act("seek", 20)
    viewer.wait_for("playing")
    viewer.watch(1)
    viewer.act("seek", 37.5)
    viewer.window.wait_for(_ENDED)


def on_youtube(viewer: Viewer) -> None:
    """Pause, seek, stall, click on the time line, to the end."""
    viewer.wait_for("playing")
    viewer.watch(1.5)
    viewer.act("pause")
    time.sleep(1)
    viewer.act("play")
    viewer.watch(0.5)
    viewer.act("seek", 20)
    viewer.wait_for("playing")
    viewer.watch(1)
    viewer.window.read("player.instance.stall(1500)")
    viewer.wait_for("playing")
    viewer.watch(0.5)
    viewer.act("drag", 37.5)
    viewer.window.wait_for(_ENDED)


def in_the_background(viewer: Viewer) -> None:
    """Watch with sound, look at another tab for three seconds, come back, close the page."""
    assert isinstance(viewer.window, SeleniumWindow)
    viewer.wait_for("playing")
    viewer.act("mute", False)
    viewer.watch(1.5)
    viewer.window.hide()
    time.sleep(3)
    viewer.window.show()
    viewer.watch(1.5)
