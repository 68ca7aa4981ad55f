"""What the demo's Xtream panel lists: channels, films and series, with the oddities that real panels have."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

USERNAME = "demo-viewer"
PASSWORD = "demo-pass-4417"  # noqa: S105 - of a server that only the demo has
GUIDE_DAYS = 3

Row = dict[str, Any]

_CATEGORIES = {
    "live": {"1": "News", "2": "Sport", "3": "Documentary"},
    "vod": {"11": "Films", "12": "Classics"},
    "series": {"21": "Drama"},
}
_CHANNELS = (
    (101, "UK: Harbour News HD", "harbour.demo", "1"),
    (102, "UK: Harbour News FHD", "harbour.demo", "1"),
    (103, "ES: Noticias del Puerto", "puerto.demo", "1"),
    (104, "##### SPORT #####", None, "2"),
    (105, "UK: Regatta One HD", "regatta1.demo", "2"),
    (106, "UK: Regatta Two", "regatta2.demo", "2"),
    (107, "Deep Sea", "UK: Deep Sea", "3"),
    (108, "1941", None, None),
)
_FILMS = (
    (201, "A Quiet Harbour (2011)", "6.8", "11", "mkv"),
    (202, "Night Ferry (2019)", "", "11", "mp4"),
    (203, "The Pilot Boat (1948)", "n/A", "12", "avi"),
    (204, "Salt and Rope (2023)", "seven", "11", "mkv"),
)
_SERIES = ((301, "The Lighthouse (2020)", "8.1"), (302, "Tide Tables", "0"))
_EPISODES = {
    301: {"1": ("Storm", "Calm", "Fog"), "2": ("Return", "Beam")},
    302: {"0": ("Before the flood",), "1": ("Ebb", "Flow")},
}


@dataclass(frozen=True)
class PanelLists:
    """The answers of the panel at one time (aware)."""

    now: datetime

    def account(self) -> Row:
        """An account with two weeks left."""
        return {
            "user_info": {
                "username": USERNAME,
                "password": PASSWORD,
                "auth": 1,
                "status": "Active",
                "is_trial": "0",
                "active_cons": "1",
                "max_connections": "3",
                "exp_date": str(_seconds(self.now + timedelta(days=14))),
            },
            "server_info": {"timezone": "Europe/Madrid", "timestamp_now": _seconds(self.now)},
        }

    def categories(self, kind: str) -> list[Row]:
        """The categories of `live`, `vod` or `series`."""
        return [
            {"category_id": key, "category_name": name, "parent_id": 0}
            for key, name in _CATEGORIES[kind].items()
        ]

    def live_streams(self) -> list[Row]:
        """Channels."""
        return [
            {
                "num": number,
                "name": name,
                "stream_type": "live",
                "stream_id": stream_id,
                "stream_icon": "",
                "epg_channel_id": channel_id,
                "added": str(_seconds(self.now - timedelta(days=90))),
                "is_adult": "0",
                "category_id": category_id,
                "tv_archive": 1 if category_id == "1" else 0,
                "tv_archive_duration": "2" if category_id == "1" else 0,
                "direct_source": "",
            }
            for number, (stream_id, name, channel_id, category_id) in enumerate(_CHANNELS, start=1)
        ]

    def vod_streams(self) -> list[Row]:
        """Films."""
        return [
            {
                "name": name,
                "stream_type": "movie",
                "stream_id": stream_id,
                "rating": rating,
                "added": str(_seconds(self.now - timedelta(days=stream_id - 190))),
                "category_id": category_id,
                "container_extension": extension,
            }
            for stream_id, name, rating, category_id, extension in _FILMS
        ]

    def series(self) -> list[Row]:
        """Series."""
        return [
            {
                "name": name,
                "series_id": series_id,
                "rating": rating,
                "category_id": "21",
                "backdrop_path": [],
                "last_modified": str(_seconds(self.now - timedelta(days=series_id - 300))),
            }
            for series_id, name, rating in _SERIES
        ]

    def series_info(self, series_id: int) -> Row | list[Row]:
        """Episodes by season; for a series that is not there, as panels answer, an empty list."""
        if series_id not in _EPISODES:
            return []
        seasons = _EPISODES[series_id].items()
        episodes = {season: _season(series_id, season, titles) for season, titles in seasons}
        return {"seasons": [], "info": [], "episodes": episodes}

    def guide(self, stream_id: int) -> Row:
        """The guide of one channel from now on, its texts in base64."""
        channel_id = next((one[2] for one in _CHANNELS if one[0] == stream_id), None)
        return {
            "epg_listings": [
                {
                    "title": base64.b64encode(title.encode()).decode(),
                    "description": "",
                    "channel_id": channel_id,
                    "start_timestamp": str(_seconds(start)),
                    "stop_timestamp": str(_seconds(stop)),
                }
                for start, stop, title in (self.programmes() if channel_id else ())
            ]
        }

    def programmes(self) -> list[tuple[datetime, datetime, str]]:
        """Start, stop and title of the programmes of every channel: two hours each, three days."""
        first = self.now.replace(minute=0, second=0, microsecond=0)
        starts = [first + timedelta(hours=2 * place) for place in range(GUIDE_DAYS * 12)]
        return [(start, start + timedelta(hours=2), f"Programme of {start:%H:%M}") for start in starts]

    def channel_ids(self) -> list[str]:
        """The guide's channels."""
        return sorted({channel_id for _, _, channel_id, _ in _CHANNELS if channel_id})


def current_lists() -> PanelLists:
    """What the panel lists now; the same within an hour, so that a second sync finds nothing new."""
    return PanelLists(datetime.now(UTC).replace(minute=0, second=0, microsecond=0))


def _season(series_id: int, season: str, titles: Sequence[str]) -> list[Row]:
    return [
        {
            "id": str(series_id * 100 + int(season) * 10 + number),
            "episode_num": number,
            "season": int(season),
            "title": title,
            "container_extension": "mp4",
            "info": {"duration_secs": 2_400, "video": []},
        }
        for number, title in enumerate(titles, start=1)
    ]


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
