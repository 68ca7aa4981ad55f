"""What guides hold: channels and programmes, as they are handed on."""

from datetime import datetime

import msgspec


class GuideChannel(msgspec.Struct, frozen=True, gc=False):
    """One `<channel>`."""

    channel_id: str
    display_names: list[str]
    icon_url: str | None = None
    channel_number: str | None = None
    channel_url: str | None = None


class GuideProgramme(msgspec.Struct, gc=False):
    """One `<programme>`, its fields named as in `GuideProgrammes`. Times are naive UTC."""

    channel_id: str
    started_at: datetime
    stopped_at: datetime | None
    title: str
    title_language: str | None = None
    titles: str | None = None
    sub_title: str | None = None
    sub_titles: str | None = None
    description: str | None = None
    descriptions: str | None = None
    category: str | None = None
    categories: str | None = None
    episode_number: str | None = None
    season_number: int | None = None
    season_count: int | None = None
    episode_number_in_season: int | None = None
    episode_count: int | None = None
    part_number: int | None = None
    part_count: int | None = None
    episode_ids: str | None = None
    is_new: bool = False
    is_premiere: bool = False
    is_last_chance: bool = False
    is_live: bool = False
    is_previously_shown: bool = False
    previously_shown_at: datetime | None = None
    released_year: int | None = None
    length_seconds: int | None = None
    age_rating: str | None = None
    ratings: str | None = None
    star_rating: float | None = None
    star_ratings: str | None = None
    image_url: str | None = None
    programme_url: str | None = None
    country: str | None = None
    original_language: str | None = None
    credits: str | None = None
    clump_index: str | None = None
