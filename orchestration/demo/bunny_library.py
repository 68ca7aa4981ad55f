"""What the stand-in of Bunny Stream's API holds: a small library, the same at every start of a day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zlib import crc32

LIBRARY_ID = "10001"
ACCESS_KEY = "demo-library-key"
VIDEO_COUNT = 40
NAMES = ("Harbour at Dawn", "Making Bread", "The Old Mill", "Night Trains", "Bees in Winter")
COLLECTIONS = {str(UUID(int=9_000 + number)): name for number, name in enumerate(("Films", "Lessons"))}
# Videos that are not well, by number: status, and messages of level and issue code.
STATES: Mapping[int, tuple[int, list[dict[str, int]]]] = {
    3: (2, []),
    4: (3, []),
    5: (5, [{"level": 3, "issueCode": 8}]),
    6: (6, []),
    7: (4, [{"level": 2, "issueCode": 1}]),
    8: (8, []),
    9: (1, []),
}
FINISHED = 4

Video = dict[str, Any]
# Views and seconds watched of a video in the hour that begins at a time (UTC).
Counts = Callable[[Video, datetime], tuple[int, int]]


def video_guid(number: int) -> str:
    """The id of a video."""
    return str(UUID(int=0xB0_0000 + number))


def build_video(number: int) -> Video:
    """A video as the list shows it. Of two numbers the smaller was uploaded later."""
    chance = Random(number)  # noqa: S311 - no secret
    status, messages = STATES.get(number, (FINISHED, []))
    is_ready = status == FINISHED
    height = chance.choice((360, 720, 1080))
    length = chance.randrange(60, 5_400)
    views = chance.randrange(20, 4_000) if is_ready else 0
    return {
        "videoLibraryId": int(LIBRARY_ID),
        "guid": video_guid(number),
        "title": f"{NAMES[number % len(NAMES)]} {number // len(NAMES) + 1}",
        "dateUploaded": (datetime(2026, 9, 1, 12) - timedelta(days=number)).isoformat(),  # noqa: DTZ001 - as told
        "views": views,
        "isPublic": False,
        "length": length if is_ready else 0,
        "status": status,
        "framerate": 25.0,
        "width": height * 16 // 9,
        "height": height,
        "availableResolutions": ",".join(f"{size}p" for size in (360, 720, 1080) if size <= height)
        if is_ready
        else None,
        "encodeProgress": 100 if is_ready else 40,
        "storageSize": length * 250_000,
        "hasMP4Fallback": True,
        "collectionId": list(COLLECTIONS)[number % 2] if number % 3 else "",
        "thumbnailFileName": "thumbnail.jpg",
        "averageWatchTime": length // 3,
        "totalWatchTime": views * length // 3,
        "category": "unknown",
        "transcodingMessages": messages,
    }


def viewing(video: Video, start: datetime) -> tuple[int, int]:
    """Counts out of nothing, the same at every call."""
    if video["status"] != FINISHED:
        return 0, 0
    views = crc32(f"{video['guid']} {start:%Y-%m-%dT%H}".encode()) % 4
    return views, views * video["averageWatchTime"]


@dataclass
class Library:
    """What the stand-in serves. Change `videos` and what is served changes; `now` gives aware times.

    `counts` is asked for the counts that an answer is made of.
    """

    videos: list[Video] = field(
        default_factory=lambda: [build_video(number) for number in range(VIDEO_COUNT)]
    )
    access_key: str = ACCESS_KEY
    media_url: str | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    counts: Callable[[], Counts] = lambda: viewing

    def find(self, guid: str) -> Video | None:
        """A video by its id."""
        return next((video for video in self.videos if video["guid"] == guid), None)
