"""What user agents tell, on texts that real devices send."""

import pytest

from app.user_agents import AGENT_CHARACTERS, Agent, read_agent

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/147.0.0.0 Safari/537.36",
         ("desktop", "Windows", "10", "Chrome", "147", False)),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {APPLE} Version/18.5 Mobile Safari/604.1",
         ("phone", "iOS", "18.5", "Mobile Safari", "18", False)),
        (f"Mozilla/5.0 (iPad; CPU OS 15_5 like Mac OS X) {APPLE} Version/15.5 Mobile/15E148 Safari/604.1",
         ("tablet", "iOS", "15.5", "Mobile Safari", "15", False)),
        (f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/147.0.0.0 Mobile Safari/537.36",
         ("phone", "Android", "10", "Chrome Mobile", "147", False)),
        (f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/147.0.0.0 Safari/537.36",
         ("tablet", "Android", "10", "Chrome", "147", False)),
        (f"Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) {WEBKIT} 76.0.3809.146/6.0 TV Safari/537.36",
         ("tv", "Tizen", "6.0", "Safari", None, False)),
        (f"Mozilla/5.0 (Linux; Android 9; AFTKA Build/PS7285) {WEBKIT} Silk/120.2.3 like Chrome/120 Safari",
         ("tv", "Android", "9", "Amazon Silk", "120", False)),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox Series X) {WEBKIT} Chrome/120.0 Edg/120.0",
         ("console", "Windows", "10", "Edge", "120", False)),
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/147.0.0.0 Safari/537.36",
         ("bot", "Linux", None, "HeadlessChrome", "147", True)),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
         ("bot", None, None, "Googlebot", "2", True)),
        ("okhttp/4.12.0", ("other", None, None, "okhttp", "4", False)),
        ("curl/8.5.0", ("other", None, None, "curl", "8", False)),
        ("Watchhouse", ("other", None, None, None, None, False)),
        ("", (None, None, None, None, None, None)),
        (None, (None, None, None, None, None, None)),
    ],
)  # fmt: skip
def test_agents(text: str | None, agent: tuple[object, ...]) -> None:
    assert tuple(read_agent(text)) == agent


@pytest.mark.parametrize(
    ("part", "device"),
    [
        ("Linux; Android 12; BRAVIA VH2 Build/X", "tv"),
        ("Web0S; Linux/SmartTV", "tv"),
        ("PlayStation; PlayStation 5/2.26", "console"),
        ("Nintendo Switch; WifiWebAuthApplet", "console"),
        ("Linux; Android 13; SM-T870 Build/TP1A", "tablet"),
        ("Linux; Android 13; CUBOT X50 Mobile", "phone"),
        ("Macintosh; Intel Mac OS X 10_15_7", "desktop"),
        ("X11; CrOS x86_64 14541.0.0", "desktop"),
        ("X11; Linux x86_64; Quest 3", "other"),
    ],
)
def test_devices(part: str, device: str) -> None:
    assert read_agent(f"Mozilla/5.0 ({part}) {WEBKIT} Chrome/120.0.0.0 Safari/537.36").device_type == device


@pytest.mark.parametrize("name", ["GPTBot/1.2", "PhantomJS/2.1", "Chrome-Lighthouse", "Puppeteer", "bingbot"])
def test_bots_are_known(name: str) -> None:
    agent = read_agent(f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/120.0.0.0 {name}")
    assert (agent.is_bot, agent.device_type) == (True, "bot")


@pytest.mark.parametrize("text", ["\x00" * 600, "é" * 600, "(" * 600, "Mozilla/5.0 (" + "Android 9; " * 900])
def test_nonsense_is_bounded(text: str) -> None:
    agent = read_agent(text)
    assert isinstance(agent, Agent)
    assert all(len(part) <= 64 for part in agent if isinstance(part, str))
    assert read_agent(text[:AGENT_CHARACTERS]) == agent
