"""Raw table of channel matches: what each stream and guide channel may carry, as facts to judge."""

import pandera.polars as pa

from ingestion.schemas.base import RawTable, UtcTimestamp

SUBJECTS = ("stream", "guide_channel")
SOURCES = ("reference", "guide", "catalog", "alias")
METHODS = (
    "alias", "guide_id", "exact_name", "same_name", "short_name", "station", "alt_name", "fuzzy",
    "first_words", "none",
)  # fmt: skip
CONFLICTS = ("country", "time_shift", "side", "number", "regional", "word")


class ChannelMatches(RawTable):
    """The best channel of one stream (`subject_id` is its key) or guide channel (its id), and the runner-up.

    `feed` is what of the channel it carries, where not the plain one: `+1`, `west`, the part of the guide id
    behind the `@`. `conflict` speaks against the match; what is accepted is decided in dbt.
    """

    matching_id: str
    matched_at: UtcTimestamp
    subject: str = pa.Field(isin=SUBJECTS)
    provider_id: str
    subject_id: str
    name: str
    country: str = pa.Field(nullable=True)
    feed: str = pa.Field(nullable=True)
    channel_id: str = pa.Field(nullable=True)
    channel_name: str = pa.Field(nullable=True)
    channel_source: str = pa.Field(nullable=True, isin=SOURCES)
    method: str = pa.Field(isin=METHODS)
    score: float = pa.Field(ge=0, le=1)
    conflict: str = pa.Field(nullable=True, isin=CONFLICTS)
    runner_up_id: str = pa.Field(nullable=True)
    runner_up_score: float = pa.Field(nullable=True, ge=0, le=1)
    margin: float = pa.Field(ge=0, le=1)
