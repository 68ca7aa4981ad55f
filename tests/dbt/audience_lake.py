"""A lake of random sessions, always the same, over borders of minutes, hours, the day and programmes."""

import random
from collections.abc import Iterator, Mapping, Sequence

from tests.support.lake import Row, at, event, sync

MIDNIGHT = 12 * 3600
FILMS = {"clip": 40.0, "short": 150.0, "film": 900.0}
CHANNELS = ("news.uk", "sport.uk")
_SESSIONS = 120
_PROGRAMME_SECONDS = 1700


def tables() -> Mapping[str, Sequence[Row]]:
    """Rows of the raw tables: sessions from 70 minutes before midnight to 50 after, and the guide."""
    draw = random.Random(3)  # noqa: S311 - test data
    return {
        "catalog_syncs": [sync("g1", 0, sync_kind="guide", entry_count=1)],
        "guide_programmes": [row for channel in CHANNELS for row in _programmes(channel)],
        "playback_events": [row for number in range(_SESSIONS) for row in _session(draw, number)],
    }


def _programmes(channel: str) -> Iterator[Row]:
    for number in range(5):
        start = MIDNIGHT - 4000 + number * _PROGRAMME_SECONDS
        yield {
            "sync_id": "g1",
            "synced_at": at(0),
            "channel_id": channel,
            "title": f"{channel} {number}",
            "started_at": at(start),
            "stopped_at": at(start + _PROGRAMME_SECONDS),
        }


def _session(draw: random.Random, number: int) -> Iterator[Row]:
    """Start-up, perhaps an ad, then stretches of playing with pauses, stalls and seeks between them."""
    fields = {"session_id": f"s{number}", **_content(draw)}
    now = MIDNIGHT - 4200 + draw.random() * 7200
    yield event("view_start", now, **fields)
    now += draw.choice((0.5, 2.0))
    if draw.random() < 0.2:
        yield event("ad_start", now, ad_id=f"ad{number % 3}", ad_position="preroll", **fields)
        now += 7
        yield event(draw.choice(("ad_end", "ad_skip")), now, ad_id=f"ad{number % 3}", **fields)
    position = 0.0
    for _ in range(draw.randint(1, 6)):
        yield event("playing", now, position_seconds=position, **fields)
        for _ in range(draw.randint(0, 8)):
            step = draw.choice((10.0, 10.0, 4.5))
            now, position = now + step, position + step
            yield event("heartbeat", now, position_seconds=position, **fields)
        yield event(draw.choice(("pause", "seek_start", "rebuffer_start")), now + 1, **fields)
        now += draw.choice((1.5, 20.0, 90.0))
        position = draw.choice((position + 1, max(position - 30, 0), 0.0))


def _content(draw: random.Random) -> Row:
    viewer = {
        "viewer_key": draw.choice((None, *(f"v{number}" for number in range(12)))),
        "provider_id": draw.choice((None, "alpha", "beta")),
        "player_type": "simulator" if draw.random() < 0.1 else None,
    }
    if draw.random() < 0.5:
        channel = draw.choice(CHANNELS)
        return {**viewer, "content_id": channel, "channel_id": channel, "is_live": True}
    title = draw.choice(tuple(FILMS))
    return {**viewer, "content_id": title, "duration_seconds": FILMS[title]}
