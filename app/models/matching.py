"""Rows of channels across providers: matches, which stream to try first, what waits for a decision."""

from typing import Literal

from pydantic import ConfigDict

from app.models.base import Row, UtcTime

MatchMethod = Literal[
    "alias",
    "guide_id",
    "exact_name",
    "same_name",
    "short_name",
    "station",
    "alt_name",
    "fuzzy",
    "first_words",
    "none",
]

RefusalReason = Literal[
    "country",
    "time_shift",
    "side",
    "number",
    "regional",
    "word",
    "ambiguous",
    "low_score",
    "no_candidate",
    "not_matched_yet",
]


class StreamMatch(Row):
    """The channel that a live stream carries, and how that was found out."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "stream_key": "5f1d7a84db00d2fce00b31a7fc73224f",
                "provider_id": "alpha",
                "stream_name": "DE: News HD",
                "channel_key": "0cc175b9c0f1b6a831c399e269772661",
                "channel_id": "News.de",
                "feed": "",
                "country_code": "de",
                "candidate_id": "News.de",
                "candidate_name": "News",
                "candidate_source": "reference",
                "match_method": "same_name",
                "match_score": 0.98,
                "runner_up_id": "NewsPlus.de",
                "runner_up_score": 0.79,
                "score_margin": 0.19,
                "is_accepted": True,
                "refusal_reason": None,
                "matched_at": "2026-09-10T02:00:00Z",
                "is_listed": True,
            }
        }
    )

    stream_key: str
    provider_id: str
    stream_name: str
    channel_key: str
    channel_id: str
    feed: str
    country_code: str | None
    candidate_id: str | None
    candidate_name: str | None
    candidate_source: str | None
    match_method: str
    match_score: float
    runner_up_id: str | None
    runner_up_score: float | None
    score_margin: float
    is_accepted: bool
    refusal_reason: str | None
    matched_at: UtcTime | None
    is_listed: bool


class ChannelBackup(Row):
    """A listed stream of a channel, with its place in the order in which to try them and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "channel_key": "0cc175b9c0f1b6a831c399e269772661",
                "feed": "",
                "backup_rank": 1,
                "channel_id": "News.de",
                "stream_key": "5f1d7a84db00d2fce00b31a7fc73224f",
                "provider_id": "alpha",
                "provider_name": "Alpha TV",
                "stream_name": "News HD",
                "stream_url": "https://alpha.example/live/***/***/17.m3u8",
                "stream_host": "alpha.example",
                "quality_height": 720,
                "delivery": "hls",
                "is_secure": True,
                "is_first_of_host": True,
                "backup_score": 80.0,
                "explanation": "720 lines 40, hls 20, https 10, first of its host 10",
            }
        }
    )

    channel_key: str
    feed: str
    backup_rank: int
    channel_id: str
    stream_key: str
    provider_id: str
    provider_name: str
    stream_name: str
    stream_url: str
    stream_host: str | None
    quality_height: int | None
    delivery: str
    is_secure: bool
    is_first_of_host: bool
    backup_score: float
    explanation: str


class MatchReview(Row):
    """A channel of a provider that could not be matched: what fits best, how well, and why it was refused."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "review_key": "b6d767d2f8ed5d21a44b0e5886680cb9",
                "provider_id": "alpha",
                "channel_key": "4e07408562bedb8b60ce05c1decfe3ad",
                "channel_id": "alpha:sport 1",
                "stream_name": "DE: Sport 1 HD",
                "country_code": "de",
                "refusal_reason": "ambiguous",
                "candidate_id": "Sport1.de",
                "candidate_name": "Sport1",
                "match_method": "same_name",
                "match_score": 0.98,
                "runner_up_id": "Sport1Plus.de",
                "runner_up_score": 0.97,
                "score_margin": 0.01,
                "stream_count": 2,
                "view_count": 41,
                "play_seconds": 73800.0,
            }
        }
    )

    review_key: str
    provider_id: str
    channel_key: str
    channel_id: str
    stream_name: str
    country_code: str | None
    refusal_reason: str
    candidate_id: str | None
    candidate_name: str | None
    match_method: str
    match_score: float
    runner_up_id: str | None
    runner_up_score: float | None
    score_margin: float
    stream_count: int
    view_count: int
    play_seconds: float
