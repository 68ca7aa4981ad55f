"""Raw tables of catalogs: what a provider's playlist, panel or library held at each sync."""

import pandera.polars as pa
import polars as pl

from ingestion.schemas.base import RawTable, UtcTimestamp

STREAM_TYPES = ("live", "movie", "series", "episode")
SYNC_KINDS = ("catalog", "guide")
SYNC_OUTCOMES = ("accepted", "unchanged", "rejected")


class CatalogEntries(RawTable):
    """One entry of an accepted sync. URLs are redacted; logins live in the secret store alone.

    Of series whose episodes are asked for one series at a time: `are_episodes_read` in this sync (null where
    they were not asked for), their number when they were read last, and the last sync that asked for them.
    """

    sync_id: str
    provider_id: str
    synced_at: UtcTimestamp
    stream_key: str = pa.Field(str_length={"min_value": 32, "max_value": 32})
    identity_basis: str
    entry_ordinal: int = pa.Field(ge=0)
    playlist: str
    line_number: int = pa.Field(ge=0)
    stream_type: str = pa.Field(isin=STREAM_TYPES)
    name: str
    tvg_id: str = pa.Field(nullable=True)
    tvg_name: str = pa.Field(nullable=True)
    group_title: str = pa.Field(nullable=True)
    logo_url: str = pa.Field(nullable=True)
    stream_url: str
    stream_host: str = pa.Field(nullable=True)
    has_credentials: bool
    user_agent: str = pa.Field(nullable=True)
    referrer: str = pa.Field(nullable=True)
    channel_number: float = pa.Field(nullable=True)
    duration_seconds: float = pa.Field(nullable=True, ge=0)
    tvg_shift_hours: float = pa.Field(nullable=True)
    language: str = pa.Field(nullable=True)
    country: str = pa.Field(nullable=True)
    catchup: str = pa.Field(nullable=True)
    catchup_days: float = pa.Field(nullable=True)
    is_radio: bool
    is_separator: bool
    attributes: str = pa.Field(nullable=True)
    item_id: str = pa.Field(nullable=True)
    parent_item_id: str = pa.Field(nullable=True)
    series_name: str = pa.Field(nullable=True)
    season_number: pl.Int32 = pa.Field(nullable=True, ge=0)
    episode_number: pl.Int32 = pa.Field(nullable=True, ge=0)
    released_year: pl.Int32 = pa.Field(nullable=True)
    rating: float = pa.Field(nullable=True, ge=0)
    added_at: UtcTimestamp = pa.Field(nullable=True)
    size_bytes: int = pa.Field(nullable=True, ge=0)
    width: pl.Int32 = pa.Field(nullable=True, ge=0)
    height: pl.Int32 = pa.Field(nullable=True, ge=0)
    is_adult: bool = pa.Field(nullable=True)
    are_episodes_read: bool = pa.Field(nullable=True)
    episode_count: pl.Int32 = pa.Field(nullable=True, ge=0)
    episodes_asked_at: UtcTimestamp = pa.Field(nullable=True)


class CatalogSyncs(RawTable):
    """One attempt to pull a provider's catalog or guide, whatever came of it."""

    sync_id: str
    provider_id: str
    provider_name: str
    provider_kind: str
    sync_kind: str = pa.Field(isin=SYNC_KINDS)
    started_at: UtcTimestamp
    finished_at: UtcTimestamp
    outcome: str = pa.Field(isin=SYNC_OUTCOMES)
    reason: str = pa.Field(nullable=True)
    detail: str = pa.Field(nullable=True)
    entry_count: int = pa.Field(ge=0)
    reject_count: int = pa.Field(ge=0)
    received_bytes: int = pa.Field(ge=0)
    etag: str = pa.Field(nullable=True)
    last_modified: str = pa.Field(nullable=True)
    content_hash: str = pa.Field(nullable=True)
    expires_at: UtcTimestamp = pa.Field(nullable=True)
    max_connections: int = pa.Field(nullable=True)
    active_connections: int = pa.Field(nullable=True)
    account_status: str = pa.Field(nullable=True)
    is_trial: bool = pa.Field(nullable=True)
    source_host: str = pa.Field(nullable=True)
    is_forced: bool = pa.Field(nullable=True)


class CatalogRejects(RawTable):
    """One line or element that could not be read, with where it stood and why."""

    sync_id: str
    provider_id: str
    synced_at: UtcTimestamp
    sync_kind: str = pa.Field(isin=SYNC_KINDS)
    playlist: str
    line_number: int = pa.Field(ge=0)
    reason: str
    excerpt: str


class CatalogDefects(RawTable):
    """How often one sync met one defect: what was mended, or read although it is odd.

    `field` is the JSON path of an odd field of a panel or library; `line_number` and `excerpt` (redacted) are
    those of the first place.
    """

    sync_id: str
    provider_id: str
    synced_at: UtcTimestamp
    sync_kind: str = pa.Field(isin=SYNC_KINDS)
    playlist: str
    defect: str
    field: str = pa.Field(nullable=True)
    defect_count: int = pa.Field(ge=1)
    line_number: int = pa.Field(nullable=True, ge=0)
    excerpt: str = pa.Field(nullable=True)
