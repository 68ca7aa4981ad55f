"""What a `User-Agent` tells of a device, through ua-parser's rules, which ship with it. Pure.

Device types are our own few words. Crawlers and browsers without a screen are `bot`; a program that sends
events for others (`okhttp`, `curl`, a media player) is `other`.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from ua_parser import OS, Device, Domain, PartialResult, UserAgent, loaders
from ua_parser.regex import Resolver

CACHED_AGENTS = 4096
AGENT_CHARACTERS = 512
_NAME_CHARACTERS = 64
_resolve = Resolver(loaders.load_lazy_builtins())
_BOT = re.compile(
    r"headless|phantomjs|slimerjs|puppeteer|playwright|selenium|cypress/|chrome-lighthouse|pagespeed"
    r"|(?<!cu)bot\b|crawler|spider",
    re.IGNORECASE,
)
_CONSOLE = re.compile(r"playstation|xbox|nintendo", re.IGNORECASE)
# A television says so in one of these words; Amazon's sticks and boxes in their model numbers (AFT…).
_TELEVISION = re.compile(
    r"smart-?_?tv|hbbtv|\btv\b|tizen.+ tv |web0s|appletv|apple tv|google ?tv|android ?tv|\baft\w|bravia|crkey"
    r"|chromecast|roku|viera|aquos|netcast|shield android|mibox|stb\b|settop|philipstv|vidaa",
    re.IGNORECASE,
)
_TABLET = re.compile(r"ipad|tablet|kindle|\bsm-[tx]\d|playbook", re.IGNORECASE)
_HEADSET = re.compile(r"oculusbrowser|; quest ", re.IGNORECASE)
_PHONE = re.compile(r"iphone|ipod|\bmobile\b|windows phone|blackberry", re.IGNORECASE)
_DESKTOP = frozenset({"Windows", "Mac OS X", "Linux", "Ubuntu", "Fedora", "Debian", "Chrome OS", "FreeBSD"})


class Agent(NamedTuple):
    """A device, its system and its browser, as far as they were told."""

    device_type: str | None = None
    os_name: str | None = None
    os_version: str | None = None
    browser_name: str | None = None
    browser_version: str | None = None
    is_bot: bool | None = None


def read_agent(text: str | None) -> Agent:
    """The agent behind a header's text; one that tells nothing where there is none."""
    return _read(text[:AGENT_CHARACTERS]) if text else Agent()


@lru_cache(CACHED_AGENTS)
def _read(text: str) -> Agent:
    found = _resolve(text, Domain.ALL)
    is_bot = (found.device is not None and found.device.brand == "Spider") or bool(_BOT.search(text))
    system, browser = found.os, found.user_agent
    return Agent(
        "bot" if is_bot else _device_type(text, found),
        system.family[:_NAME_CHARACTERS] if system else None,
        _version(system, 2),
        browser.family[:_NAME_CHARACTERS] if browser else None,
        _version(browser, 1),
        is_bot,
    )


def _device_type(text: str, found: PartialResult) -> str:
    if _CONSOLE.search(text):
        return "console"
    if _TELEVISION.search(text):
        return "tv"
    system = found.os.family if found.os else None
    if _TABLET.search(text) or (system == "Android" and _is_tablet(text, found.device)):
        return "tablet"
    if _HEADSET.search(text):
        return "other"
    if system in ("Android", "iOS") or _PHONE.search(text):
        return "phone"
    return "desktop" if system in _DESKTOP else "other"


def _is_tablet(text: str, device: Device | None) -> bool:
    """Browsers on Android say `Mobile` on phones alone; other programs say it nowhere."""
    return device is not None and device.brand == "Generic_Android_Tablet" and "mobile" not in text.lower()


def _version(found: OS | UserAgent | None, parts: int) -> str | None:
    if found is None or found.major is None:
        return None
    numbers = (found.major, found.minor)[:parts]
    return ".".join(number for number in numbers if number is not None)[:_NAME_CHARACTERS]
