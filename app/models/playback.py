"""Rows of titles."""

from typing import Literal

from pydantic import ConfigDict

from app.models.base import Row, UtcTime

ContentType = Literal["live", "movie", "episode", "clip"]


class Title(Row):
    """A title that was watched, with the sums of its views over the asked days.

    Attributes, `first_viewed_at` and `last_viewed_at` are those of all time; the counts and seconds cover
    the views that the filters choose.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "title_key": "4a8a08f09d37b73795649038408b5f33",
                "content_id": "movie-12",
                "content_title": "The Lighthouse Keeper",
                "content_type": "movie",
                "series_title": None,
                "provider_id": "alpha",
                "organizer_id": "library-3",
                "duration_seconds": 5400.0,
                "first_viewed_at": "2026-09-01T06:20:00Z",
                "last_viewed_at": "2026-09-10T14:20:00Z",
                "is_simulated": False,
                "view_count": 30,
                "play_count": 29,
                "play_seconds": 74520.0,
                "unique_content_seconds": 70110.0,
                "rebuffer_seconds": 60.0,
                "completed_count": 12,
                "completable_count": 29,
                "reached_end_count": 11,
                "error_view_count": 1,
            }
        }
    )

    title_key: str
    content_id: str
    content_title: str | None
    content_type: str | None
    series_title: str | None
    provider_id: str | None
    organizer_id: str | None
    duration_seconds: float | None
    first_viewed_at: UtcTime
    last_viewed_at: UtcTime
    is_simulated: bool
    view_count: int
    play_count: int
    play_seconds: float
    unique_content_seconds: float
    rebuffer_seconds: float
    completed_count: int
    completable_count: int
    reached_end_count: int
    error_view_count: int
