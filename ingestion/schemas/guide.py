"""Raw tables of programme guides (XMLTV)."""

import pandera.polars as pa

from ingestion.schemas.base import RawTable, UtcTimestamp


class GuideChannels(RawTable):
    """One channel of one guide sync. `display_names` is a JSON list in the guide's order."""

    sync_id: str
    provider_id: str
    synced_at: UtcTimestamp
    channel_id: str
    display_name: str = pa.Field(nullable=True)
    display_names: str
    icon_url: str = pa.Field(nullable=True)


class GuideProgrammes(RawTable):
    """One programme of one guide sync. The interval is half-open, in UTC.

    `has_derived_stop` tells that the guide gave no stop and the next start stands for it.
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
