"""What the demo's Xtream panel lists: channels, films and series, with the oddities that real panels have.

The peer never tells of an archive, of an entry without a category or of a rating that is no number; its rows
are given these fields.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import xtreamcodeserver as peer  # type: ignore[import-untyped]

from orchestration.demo.panel import (
    build_category,
    build_guide_channel,
    build_series,
    build_stream,
    create_panel,
    with_fields,
)
from orchestration.demo.panel_login import PASSWORD, USERNAME
from orchestration.demo.transport_stream import build_segment

GUIDE_DAYS = 3

_MEDIA = build_segment(0, seconds=2, bps=900_000)
_LISTED_SINCE = datetime(2026, 3, 1, tzinfo=UTC)
_LIVE = {1: "News", 2: "Sport", 3: "Documentary"}
_CHANNELS = (
    (101, "UK: Harbour News HD", "harbour.demo", 1),
    (102, "UK: Harbour News FHD", "harbour.demo", 1),
    (103, "ES: Noticias del Puerto", "puerto.demo", 1),
    (104, "##### SPORT #####", None, 2),
    (105, "UK: Regatta One HD", "regatta1.demo", 2),
    (106, "UK: Regatta Two", "regatta2.demo", 2),
    (107, "Deep Sea", "UK: Deep Sea", 3),
    (108, "1941", None, None),
)
_ODD: Mapping[int | None, Mapping[str, object]] = {
    1: {"tv_archive": 1, "tv_archive_duration": "2"},
    None: {"category_id": None, "category_ids": []},
}
_VOD = {11: "Films", 12: "Classics"}
_FILMS = (
    (201, "A Quiet Harbour (2011)", "6.8", 11, "mkv"),
    (202, "Night Ferry (2019)", "", 11, "mp4"),
    (203, "The Pilot Boat (1948)", "n/A", 12, "avi"),
    (204, "Salt and Rope (2023)", "seven", 11, "mkv"),
)
_SERIES = (
    (301, "The Lighthouse (2020)", 8.1, {1: ("Storm", "Calm", "Fog"), 2: ("Return", "Beam")}),
    (302, "Tide Tables", 0.0, {0: ("Before the flood",), 1: ("Ebb", "Flow")}),
)


def create_demo_panel() -> peer.XTreamCodeServer:
    """The demo's panel, for an account of three connections with two weeks left."""
    kind = peer.XTreamCodeType
    categories = [
        *(build_category(name, kind.LIVE, key, _channels(key)) for key, name in _LIVE.items()),
        *(build_category(name, kind.VOD, key, _films(key)) for key, name in _VOD.items()),
        build_category("Drama", kind.SERIE, 21, _series()),
    ]
    expires_at = datetime.now(UTC) + timedelta(days=14)
    account = peer.XTreamCodeCredentials(USERNAME, PASSWORD, expires_at, max_connections=3)
    return create_panel(categories, _HourlyGuide(), account)


class _HourlyGuide(peer.IXTreamCodeEPGProvider):  # type: ignore[misc]
    """Three days from now in programmes of two hours; a second sync within the hour finds nothing new."""

    def get_channel(self, channel_id: str | None) -> peer.XTreamCodeEPGChannel:
        """A channel of the guide; one without programmes for channels that have no guide."""
        known = dict(self.get_channels())
        return known.get(channel_id or "") or peer.XTreamCodeEPGChannel("none")

    def get_channels(self) -> list[tuple[str, peer.XTreamCodeEPGChannel]]:
        """All channels by their ids."""
        ids = sorted({channel_id for _, _, channel_id, _ in _CHANNELS if channel_id})
        programmes = _programmes(datetime.now(UTC).replace(minute=0, second=0, microsecond=0))
        return [(one, build_guide_channel(one, one, programmes)) for one in ids]


def _programmes(first: datetime) -> list[tuple[datetime, datetime, str, str]]:
    starts = [first + timedelta(hours=2 * place) for place in range(GUIDE_DAYS * 12)]
    return [(start, start + timedelta(hours=2), f"Programme of {start:%H:%M}", "") for start in starts]


def _channels(category: int) -> list[peer.XTreamCodeLive]:
    """The channels of a category; those without one are among those of the last."""
    found = []
    for stream_id, name, channel_id, category_id in _CHANNELS:
        if (category_id or max(_LIVE)) != category:
            continue
        channel = peer.XTreamCodeLive(name, build_stream(_MEDIA), channel_id, stream_id, "")
        found.append(with_fields(channel, **_ODD.get(category_id, {})))
    return found


def _films(category: int) -> list[peer.XTreamCodeVod]:
    films = []
    for film_id, name, rating, category_id, extension in _FILMS:
        if category_id == category:
            film = peer.XTreamCodeVod(name, extension, build_stream(_MEDIA), film_id)
            film.set_added_timestamp(_seconds(_LISTED_SINCE + timedelta(days=film_id - 200)))
            films.append(with_fields(film, rating=rating))
    return films


def _series() -> list[peer.XTreamCodeSerie]:
    listed = []
    for series_id, name, rating, seasons in _SERIES:
        series = build_series(name, series_id, seasons, 2_400, _MEDIA)
        series.set_rate(rating)
        series.set_lastmodified_timestamp(_seconds(_LISTED_SINCE - timedelta(days=series_id - 300)))
        listed.append(series)
    return listed


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
