"""A real Xtream panel on loopback: the peer `xtreamcodeserver`, filled and started for a test."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import xtreamcodeserver as peer  # type: ignore[import-untyped]
from xtreamcodeserver.providers.inmemory.epg_provider import (  # type: ignore[import-untyped]
    XTreamCodeEPGMemoryProvider,
)

from orchestration.demo.panel import (
    build_category,
    build_guide_channel,
    build_series,
    build_stream,
    create_panel,
)

USERNAME = "viewer-7391"
PASSWORD = "planted-secret-5520"
EXPIRES_AT = datetime(2099, 3, 1, tzinfo=UTC)
_MEDIA = b"\x47" * 188


@dataclass(frozen=True)
class Panel:
    """A running panel; its `server` holds what it serves."""

    base_url: str
    server: peer.XTreamCodeServer


@contextmanager
def real_panel(*, expires_at: datetime = EXPIRES_AT, desactive_on_expiration: bool = True) -> Iterator[Panel]:
    """Three channels in two categories, two films, one series of two seasons, and a guide of a day."""
    account = peer.XTreamCodeCredentials(
        USERNAME, PASSWORD, expires_at, max_connections=2, desactive_on_expiration=desactive_on_expiration
    )
    with serving_panel(create_panel(_categories(), _guide(), account)) as panel:
        yield panel


@contextmanager
def serving_panel(server: peer.XTreamCodeServer) -> Iterator[Panel]:
    """Serve a panel on a free port in its own thread."""
    server.setup("127.0.0.1", 0)
    server.start()
    while server.m_http_server is None:
        time.sleep(0.001)
    try:
        yield Panel(f"http://127.0.0.1:{server.m_http_server.server_port}", server)
    finally:
        server.stop()
        server.m_http_server.server_close()


def _categories() -> list[peer.XTreamCodeCategory]:
    media, kind = build_stream(_MEDIA), peer.XTreamCodeType
    news = [
        peer.XTreamCodeLive("Alpha News", media, "alpha.example", 101, "http://logo.example/a.png"),
        peer.XTreamCodeLive("Beta News", media, "beta.example", 102),
    ]
    films = [
        peer.XTreamCodeVod(name, ".mkv", media, number)
        for number, name in ((201, "A Quiet Harbour (2011)"), (202, "Night Ferry"))
    ]
    for film in films:
        film.set_rate(6.8)
        film.set_added_timestamp(1_713_308_400)
    series = build_series("The Lighthouse", 301, {1: ("Storm", "Calm"), 2: ("Return",)}, 1_500, _MEDIA)
    return [
        build_category("News", kind.LIVE, 11, news),
        build_category("Sport", kind.LIVE, 12, [peer.XTreamCodeLive("1941", media, None, 103)]),
        build_category("Films", kind.VOD, 21, films),
        build_category("Shows", kind.SERIE, 31, [series]),
    ]


def _guide() -> XTreamCodeEPGMemoryProvider:
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    starts = [first + timedelta(hours=hour) for hour in range(24)]
    programmes = [
        (start, start + timedelta(hours=1), f"Bulletin {hour}", "Todas las noticias é")
        for hour, start in enumerate(starts)
    ]
    provider = XTreamCodeEPGMemoryProvider()
    provider.add_channel(build_guide_channel("alpha.example", "Alpha News", programmes))
    return provider
