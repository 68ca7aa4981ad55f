"""Hand-made matches, reviews and backups that fit the streams of `catalog_rows`."""

from itertools import groupby

from tests.support.catalog_rows import streams
from tests.support.playback_rows import LAST_DAY, Row, at, key_of

_CANDIDATE = (
    "candidate_id",
    "candidate_name",
    "match_method",
    "match_score",
    "runner_up_id",
    "runner_up_score",
)


def stream_maps() -> list[Row]:
    """The live streams: channels that all providers carry are matched, the others wait for review."""
    return [_map(stream) for stream in streams() if stream["channel_id"]]


def _map(stream: Row) -> Row:
    is_shared = not stream["channel_id"].startswith(f"{stream['provider_id']}:")
    return {
        **{name: stream[name] for name in ("stream_key", "provider_id", "stream_name", "channel_key")},
        "channel_id": stream["channel_id"],
        "feed": "",
        "country_code": None,
        "candidate_id": stream["channel_id"] if is_shared else "near-miss",
        "candidate_name": "Candidate",
        "candidate_source": "reference",
        "match_method": "exact_name",
        "match_score": 1.0,
        "runner_up_id": None if is_shared else "nearer-miss",
        "runner_up_score": None if is_shared else 1.0,
        "score_margin": 1.0 if is_shared else 0.0,
        "is_accepted": is_shared,
        "refusal_reason": None if is_shared else "ambiguous",
        "matched_at": at(LAST_DAY, hours=2),
        "is_listed": stream["is_listed"],
    }


def guide_maps() -> list[Row]:
    """The guide of alpha announces one channel under the id that it has everywhere."""
    return [
        {
            "provider_id": "alpha",
            "guide_channel_id": "channel-0",
            "guide_channel_name": "Channel 0",
            "channel_id": "channel-0",
            "channel_key": key_of("channel-0"),
            "candidate_id": "channel-0",
            "candidate_name": "Channel 0",
            "match_method": "guide_id",
            "match_score": 1.0,
            "score_margin": 1.0,
            "is_accepted": True,
            "matched_at": at(LAST_DAY, hours=2),
        }
    ]


def reviews() -> list[Row]:
    """One for each listed stream that was not matched."""
    waiting = [one for one in stream_maps() if one["is_listed"] and not one["is_accepted"]]
    return [
        {
            "review_key": key_of(f"{one['provider_id']}/{one['channel_id']}"),
            **{name: one[name] for name in ("provider_id", "channel_key", "channel_id", "stream_name")},
            **{name: one[name] for name in (*_CANDIDATE, "country_code", "refusal_reason", "score_margin")},
            "stream_count": 1,
            "view_count": 0,
            "play_seconds": 0.0,
        }
        for one in waiting
    ]


def backups() -> list[Row]:
    """The listed live streams of each channel, in the order of their providers."""
    listed = [stream for stream in streams() if stream["channel_id"] and stream["is_listed"]]
    ordered = sorted(listed, key=lambda stream: (stream["channel_id"], stream["provider_id"]))
    return [
        _backup(stream, rank)
        for _, of_channel in groupby(ordered, key=lambda stream: stream["channel_id"])
        for rank, stream in enumerate(of_channel, start=1)
    ]


def _backup(stream: Row, rank: int) -> Row:
    shared = ("channel_key", "channel_id", "stream_key", "provider_id", "provider_name", "stream_name")
    return {
        **{name: stream[name] for name in (*shared, "stream_url", "stream_host")},
        "feed": "",
        "backup_rank": rank,
        "quality_height": 720,
        "delivery": "hls",
        "is_secure": False,
        "is_first_of_host": True,
        "backup_score": 70.0,
        "explanation": "720 lines 40, hls 20, not https 0, first of its host 10",
    }
