"""Raw tables of programme guides (XMLTV). Columns that hold several values are JSON."""

import pandera.polars as pa
import polars as pl

from ingestion.schemas.base import RawTable, UtcTimestamp


class GuideChannels(RawTable):
    """One channel of one guide sync. `display_names` is a JSON list in the guide's order.

    A channel that several guides list is one row: `guide` is the first that does, names and icon are of all.
    """

    sync_id: str
    provider_id: str
    synced_at: UtcTimestamp
    channel_id: str
    display_name: str = pa.Field(nullable=True)
    display_names: str
    icon_url: str = pa.Field(nullable=True)
    guide: str = pa.Field(nullable=True)
    guide_priority: pl.Int32 = pa.Field(nullable=True, ge=0)
    channel_number: str = pa.Field(nullable=True)
    channel_url: str = pa.Field(nullable=True)


class GuideProgrammes(RawTable):
    """One programme of one guide sync. The interval is half-open, in UTC.

    `has_derived_stop` tells that the guide gave no stop and the next start stands for it. `guide` is the
    file's label, `guide_priority` its place among the provider's guides (0 comes first). `episode_number` is
    for the screen (`S02E05`); the numbers behind it count from 1. `titles`, `sub_titles` and `descriptions`
    are JSON lists of `[text, language]`, there where the guide gives more than one; `categories` is a list of
    texts, `episode_ids` a list of `[system, text]`, `ratings` and `star_ratings` of `[system, value]`,
    `credits` of `[job, name, role]`. `star_rating` is brought to a scale of 0 to 10.
    """

    sync_id: str
    provider_id: str
    synced_at: UtcTimestamp
    channel_id: str
    started_at: UtcTimestamp
    stopped_at: UtcTimestamp = pa.Field(nullable=True)
    has_derived_stop: bool
    title: str
    title_language: str = pa.Field(nullable=True)
    sub_title: str = pa.Field(nullable=True)
    description: str = pa.Field(nullable=True)
    category: str = pa.Field(nullable=True)
    episode_number: str = pa.Field(nullable=True)
    is_new: bool
    is_previously_shown: bool
    guide: str = pa.Field(nullable=True)
    guide_priority: pl.Int32 = pa.Field(nullable=True, ge=0)
    titles: str = pa.Field(nullable=True)
    sub_titles: str = pa.Field(nullable=True)
    descriptions: str = pa.Field(nullable=True)
    categories: str = pa.Field(nullable=True)
    season_number: pl.Int32 = pa.Field(nullable=True, ge=0)
    season_count: pl.Int32 = pa.Field(nullable=True, ge=0)
    episode_number_in_season: pl.Int32 = pa.Field(nullable=True, ge=0)
    episode_count: pl.Int32 = pa.Field(nullable=True, ge=0)
    part_number: pl.Int32 = pa.Field(nullable=True, ge=0)
    part_count: pl.Int32 = pa.Field(nullable=True, ge=0)
    episode_ids: str = pa.Field(nullable=True)
    is_premiere: bool = pa.Field(nullable=True)
    is_last_chance: bool = pa.Field(nullable=True)
    is_live: bool = pa.Field(nullable=True)
    previously_shown_at: UtcTimestamp = pa.Field(nullable=True)
    released_year: pl.Int32 = pa.Field(nullable=True)
    length_seconds: pl.Int32 = pa.Field(nullable=True, ge=0)
    age_rating: str = pa.Field(nullable=True)
    ratings: str = pa.Field(nullable=True)
    star_rating: float = pa.Field(nullable=True, ge=0, le=10)
    star_ratings: str = pa.Field(nullable=True)
    image_url: str = pa.Field(nullable=True)
    programme_url: str = pa.Field(nullable=True)
    country: str = pa.Field(nullable=True)
    original_language: str = pa.Field(nullable=True)
    credits: str = pa.Field(nullable=True)
    clump_index: str = pa.Field(nullable=True)
