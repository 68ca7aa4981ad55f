"""Current catalogs and guides, a reference list and decisions -> the raw table of channel matches. Pure."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import polars as pl

from ingestion.matching.aliases import Aliases
from ingestion.matching.channels import Channel, unite_channels
from ingestion.matching.index import ChannelIndex
from ingestion.matching.match import Match, match_all
from ingestion.matching.subjects import (
    STREAM_COLUMNS,
    Subject,
    catalog_list,
    guide_list,
    guide_subjects,
    stream_subjects,
)
from ingestion.schemas.base import polars_schema
from ingestion.schemas.matching import ChannelMatches

# Raised when names are read or scored in another way: everything is then matched again.
RULES_VERSION = 2
GUIDE_COLUMNS = ("provider_id", "channel_id", "display_names")

_SCHEMA = polars_schema(ChannelMatches)
_FOUND = ("provider_id", "name", "country", "feed", "channel_name", "channel_source", *Match._fields)
_SAID = [pl.col(name).alias(f"said_{name}") for name in STREAM_COLUMNS]


def build_matches(
    streams: pl.DataFrame,
    guides: pl.DataFrame,
    reference: Sequence[Channel],
    aliases: Aliases,
    *,
    matching_id: str,
    matched_at: datetime,
) -> pl.DataFrame:
    """A frame of `ChannelMatches`: a row for each stream (`stream_key`, `STREAM_COLUMNS`) and guide channel
    (`GUIDE_COLUMNS`). Streams that say the same are matched once; the order of rows does not matter.
    `matched_at` is naive UTC.
    """
    said = streams.select(_SAID).unique().sort(pl.all(), nulls_last=True)
    listed = guides.select(GUIDE_COLUMNS).sort(GUIDE_COLUMNS).unique(GUIDE_COLUMNS[:2], maintain_order=True)
    of_streams, of_guides = stream_subjects(said), guide_subjects(listed)
    known = unite_channels(reference, guide_list(listed))
    named = unite_channels(known, catalog_list(of_streams))[len(known) :]
    found = pl.concat([said, _match(of_streams, ChannelIndex(known, named), aliases)], how="horizontal")
    keyed = streams.select(pl.col("stream_key").alias("subject_id"), *_SAID).join(
        found, on=said.columns, nulls_equal=True, maintain_order="left"
    )
    announced = _match(of_guides, ChannelIndex(reference), aliases).with_columns(
        listed["channel_id"].alias("subject_id")
    )
    parts = [
        rows.with_columns(subject=pl.lit(subject), matching_id=pl.lit(matching_id), matched_at=matched_at)
        for subject, rows in (("stream", keyed), ("guide_channel", announced))
    ]
    return pl.concat([rows.select(_SCHEMA.names()) for rows in parts]).cast(_SCHEMA)


def fingerprint(streams: pl.DataFrame, guides: pl.DataFrame, *texts: bytes) -> str:
    """Names what a matching was made from: equal input, equal matches, whatever the order of the rows."""
    digest = sha256(str(RULES_VERSION).encode())
    for frame in (streams.select("stream_key", *STREAM_COLUMNS), guides.select(GUIDE_COLUMNS)):
        digest.update(frame.sort(frame.columns).write_csv().encode())
    for text in texts:
        digest.update(sha256(text).digest())
    return digest.hexdigest()[:32]


def _match(subjects: Sequence[Subject], index: ChannelIndex, aliases: Aliases) -> pl.DataFrame:
    """What is known of the subjects and their matches, in columns and in order."""
    queries = [subject.query for subject in subjects]
    matches = match_all(queries, index, aliases)
    channels = [index.channels.get(match.channel_id) if match.channel_id else None for match in matches]
    return pl.DataFrame(
        {
            "provider_id": [query.provider_id for query in queries],
            "name": [query.name for query in queries],
            "country": [query.country for query in queries],
            "feed": [subject.feed for subject in subjects],
            "channel_name": [channel.name if channel else None for channel in channels],
            "channel_source": [
                _source(match, channel) for match, channel in zip(matches, channels, strict=True)
            ],
            **{name: [getattr(match, name) for match in matches] for name in Match._fields},
        },
        schema_overrides={name: _SCHEMA[name] for name in _FOUND},
    )


def _source(match: Match, channel: Channel | None) -> str | None:
    if channel:
        return channel.source
    return "alias" if match.channel_id else None
