"""A real Xtream panel on loopback: the peer `xtreamcodeserver`, filled and started for a test."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import xtreamcodeserver as peer  # type: ignore[import-untyped]
from xtreamcodeserver.interfaces.datetimeprovider import (  # type: ignore[import-untyped]
    IXTreamCodeDateTimeProvider,
)
from xtreamcodeserver.providers.inmemory.credentials_provider import (  # type: ignore[import-untyped]
    XTreamCodeCredentialsMemoryProvider,
)
from xtreamcodeserver.providers.inmemory.entry_provider import (  # type: ignore[import-untyped]
    XTreamCodeEntryMemoryProvider,
)
from xtreamcodeserver.providers.inmemory.epg_provider import (  # type: ignore[import-untyped]
    XTreamCodeEPGMemoryProvider,
)

USERNAME = "viewer-7391"
PASSWORD = "planted-secret-5520"
EXPIRES_AT = datetime(2099, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Panel:
    """A running panel; its `server` holds what it serves."""

    base_url: str
    server: peer.XTreamCodeServer


@contextmanager
def real_panel(*, expires_at: datetime = EXPIRES_AT, desactive_on_expiration: bool = True) -> Iterator[Panel]:
    """Three channels in two categories, two films, one series of two seasons, and a guide of a day."""
    credentials = XTreamCodeCredentialsMemoryProvider()
    credentials.add_or_update_credentials(
        peer.XTreamCodeCredentials(
            USERNAME,
            PASSWORD,
            expires_at,
            max_connections=2,
            desactive_on_expiration=desactive_on_expiration,
        )
    )
    logging.getLogger("xtreamcodeserver").setLevel(logging.CRITICAL)
    server = peer.XTreamCodeServer(_entries(), _guide(), credentials, _Now())
    server.setup("127.0.0.1", 0)
    server.start()
    while server.m_http_server is None:
        time.sleep(0.001)
    try:
        yield Panel(f"http://127.0.0.1:{server.m_http_server.server_port}", server)
    finally:
        server.stop()
        server.m_http_server.server_close()


class _Now(IXTreamCodeDateTimeProvider):  # type: ignore[misc]
    """The peer's own clock calls `datetime.utcnow`, which warns."""

    def utcnow(self) -> datetime:
        return datetime.now(UTC)


def _entries() -> XTreamCodeEntryMemoryProvider:
    provider = XTreamCodeEntryMemoryProvider()
    media = peer.XTreamCodeMemoryStream(b"\x47" * 188, "video/mp2t")
    kind = peer.XTreamCodeType
    news = peer.XTreamCodeCategory("News", kind.LIVE, 11)
    news.add_entry(
        peer.XTreamCodeLive("Alpha News", media, "alpha.example", 101, "http://logo.example/a.png")
    )
    news.add_entry(peer.XTreamCodeLive("Beta News", media, "beta.example", 102))
    sport = peer.XTreamCodeCategory("Sport", kind.LIVE, 12)
    sport.add_entry(peer.XTreamCodeLive("1941", media, None, 103))
    films = peer.XTreamCodeCategory("Films", kind.VOD, 21)
    for number, name in ((201, "A Quiet Harbour (2011)"), (202, "Night Ferry")):
        film = peer.XTreamCodeVod(name, ".mkv", media, number)
        film.set_rate(6.8)
        film.set_added_timestamp(1_713_308_400)
        films.add_entry(film)
    shows = peer.XTreamCodeCategory("Shows", kind.SERIE, 31)
    shows.add_entry(_series(media))
    for category in (news, sport, films, shows):
        provider.add_category(category)
    return provider


def _series(media: peer.XTreamCodeMemoryStream) -> peer.XTreamCodeSerie:
    series = peer.XTreamCodeSerie("The Lighthouse", 301)
    for number, titles in ((1, ("Storm", "Calm")), (2, ("Return",))):
        season = peer.XTreamCodeSeason(number, f"Season {number}", 310 + number)
        for place, title in enumerate(titles, start=1):
            episode = peer.XTreamCodeEpisode(place, title, "mp4", media, 400 + 10 * number + place)
            episode.set_duration_seconds(1_500)
            season.add_episode(episode)
        series.add_season(season)
    return series


def _guide() -> XTreamCodeEPGMemoryProvider:
    provider = XTreamCodeEPGMemoryProvider()
    channel = peer.XTreamCodeEPGChannel("alpha.example", "Alpha News")
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for hour in range(24):
        start = first + timedelta(hours=hour)
        channel.add_programme(
            peer.XTreamCodeEPGProgram(
                start, start + timedelta(hours=1), f"Bulletin {hour}", "Todas las noticias é"
            )
        )
    provider.add_channel(channel)
    return provider
