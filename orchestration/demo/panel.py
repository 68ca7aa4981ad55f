"""The demo's Xtream panel: the peer `xtreamcodeserver` (extra `demo`), filled and served. Tests start it too.

What the demo's panel lists is in `panel_lists`. It runs as a process of its own: the peer's threads wait for
clients that have connected and say nothing.
"""

import logging
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

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


def create_panel(
    categories: Iterable[peer.XTreamCodeCategory],
    guide: peer.IXTreamCodeEPGProvider,
    account: peer.XTreamCodeCredentials,
) -> peer.XTreamCodeServer:
    """A panel of one account, not started and bound to nothing yet."""
    logging.getLogger("xtreamcodeserver").setLevel(logging.CRITICAL)  # its lines hold the login
    entries = XTreamCodeEntryMemoryProvider()
    for category in categories:
        entries.add_category(category)
    accounts = XTreamCodeCredentialsMemoryProvider()
    accounts.add_or_update_credentials(account)
    return peer.XTreamCodeServer(entries, guide, accounts, _Clock())


def build_category(
    name: str, kind: int, category_id: int, entries: Iterable[peer.XTreamCodeEntry]
) -> peer.XTreamCodeCategory:
    """A category of a kind of the peer's (`XTreamCodeType.LIVE`, VOD or SERIE), with its entries."""
    category = peer.XTreamCodeCategory(name, kind, category_id)
    for entry in entries:
        category.add_entry(entry)
    return category


def build_series(
    name: str, series_id: int, seasons: Mapping[int, Sequence[str]], duration_seconds: int, media: bytes
) -> peer.XTreamCodeSerie:
    """A series from the titles of its seasons' episodes; season 1 of 301 is 3011, its episode 2 is 30112."""
    series = peer.XTreamCodeSerie(name, series_id)
    for number, titles in seasons.items():
        season_id = series_id * 10 + number
        season = peer.XTreamCodeSeason(number, f"Season {number}", season_id)
        for place, title in enumerate(titles, start=1):
            episode = peer.XTreamCodeEpisode(place, title, "mp4", build_stream(media), season_id * 10 + place)
            episode.set_duration_seconds(duration_seconds)
            season.add_episode(episode)
        series.add_season(season)
    return series


def build_guide_channel(
    channel_id: str, name: str, programmes: Iterable[tuple[datetime, datetime, str, str]]
) -> peer.XTreamCodeEPGChannel:
    """A channel of the guide with its programmes: start and stop (aware), title and description."""
    channel = peer.XTreamCodeEPGChannel(channel_id, name)
    for programme in programmes:
        channel.add_programme(peer.XTreamCodeEPGProgram(*programme))
    return channel


def build_stream(media: bytes) -> peer.XTreamCodeMemoryStream:
    """What an entry plays; each has its own, for it holds the place that its reader is at."""
    return peer.XTreamCodeMemoryStream(media, "video/mp2t")


def with_fields(entry: peer.XTreamCodeEntry, **fields: object) -> peer.XTreamCodeEntry:
    """The entry, its row in the panel's lists with fields as other panels send them, and the peer never."""
    own_row = entry.get_streams_json
    entry.get_streams_json = lambda number=0: {**own_row(number), **fields}
    return entry


class _Clock(IXTreamCodeDateTimeProvider):  # type: ignore[misc]
    """The peer's own clock calls `datetime.utcnow`, which warns."""

    def utcnow(self) -> datetime:
        return datetime.now(UTC)


def main(host: str, port: str) -> None:
    """`python -m orchestration.demo.panel HOST PORT`: serve the demo's panel until a signal ends it."""
    from orchestration.demo.panel_lists import create_demo_panel

    panel = create_demo_panel()
    panel.setup(host, int(port))
    panel.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
