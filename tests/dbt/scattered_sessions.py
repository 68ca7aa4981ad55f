"""Sessions that try incremental builds: over midnight, over 60 minutes, of two clients, with copies."""

import random
from collections.abc import Iterator
from datetime import timedelta

from tests.support.lake import Row, at, event

SESSION_COUNT = 60
DAY_SECONDS = 86_400


def build_sessions(draw: random.Random) -> Iterator[Row]:
    """Events of sessions over five days, each received a second after it happened."""
    for number in range(SESSION_COUNT):
        start = draw.uniform(0, 5 * DAY_SECONDS)
        yield from _session(draw, number, start)
    yield from _shared_session()
    yield from _stolen_event()


def _session(draw: random.Random, number: int, start: float) -> Iterator[Row]:
    is_live = number % 4 == 0
    fields = {
        "session_id": f"session-{number}",
        "viewer_key": f"viewer-{number % 17}" if number % 9 else None,
        "content_id": f"title-{number % 7}",
        "content_title": f"Title {number % 7}",
        "channel_id": f"channel-{number % 3}" if is_live else None,
        "provider_id": ("alpha", "beta", None)[number % 3],
        "is_live": is_live,
        "duration_seconds": None if is_live else 1800.0,
        "is_bot": number % 13 == 0,
        "custom": '{"plan": "free"}' if number % 2 else None,
    }
    kinds = [
        "view_start",
        "playing",
        *_middle(draw),
        draw.choice(["ended", "view_end", "error", "heartbeat"]),
    ]
    at_seconds, position = start, 0.0
    for seq, kind in enumerate(kinds):
        if kind == "silence":
            at_seconds += 4000
            continue
        step = draw.uniform(0.1, 25)
        at_seconds += step
        position = max(0.0, position + (step if kind != "seek_end" else draw.uniform(-300, 300)))
        yield event(
            kind,
            at_seconds,
            event_id=f"{number}-{seq}",
            seq=seq if number % 5 else None,
            position_seconds=position,
            bitrate_bps=draw.choice([None, 1e6, 2e6, 3e6]),
            is_fatal=kind == "error" or None,
            error_code="E" if kind == "error" else None,
            ad_id="ad-1" if kind.startswith("ad_") else None,
            **fields,
        )


def _middle(draw: random.Random) -> list[str]:
    kinds = ["heartbeat"] * draw.randint(1, 12)
    for extra in (
        ["rebuffer_start", "rebuffer_end"], ["pause", "playing"], ["seek_start", "seek_end"],
        ["quality_change"], ["silence", "playing"], ["ad_start", "ad_quartile", "ad_end"], ["volume_change"],
    ):  # fmt: skip
        if draw.random() < 0.4:
            place = draw.randint(0, len(kinds))
            kinds[place:place] = extra
    return kinds


def _shared_session() -> Iterator[Row]:
    """Two clients with one session id."""
    for client in ("ann", "bob"):
        for seq, kind in enumerate(("view_start", "playing", "heartbeat", "view_end")):
            yield event(
                kind,
                1000 + 10 * seq,
                event_id=f"shared-{client}-{seq}",
                session_id="shared",
                viewer_key=client,
                seq=seq,
            )


def _stolen_event() -> Iterator[Row]:
    """An event id that two sessions claim: the one received first has it."""
    thief = {"session_id": "thief", "viewer_key": "eve"}
    owner = {"session_id": "owner", "viewer_key": "ann"}
    yield event("view_start", 2000, event_id="claimed", **owner)
    yield event("playing", 2001, event_id="owner-1", position_seconds=0.0, **owner)
    yield event("view_start", 2002, event_id="claimed", **thief, received_at=at(2002) + timedelta(hours=30))
    yield event("playing", 2003, event_id="thief-1", position_seconds=0.0, **thief)
