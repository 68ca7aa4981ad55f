"""Raw playback: what the collector spooled, validated and landed."""

from collections.abc import Iterator
from datetime import date

import dagster as dg

from app.spool import claim_batch, finish_batch
from ingestion.compaction import land_batch
from orchestration.checks import row_count_metadata
from orchestration.resources import DataFolder

_EVENTS = dg.AssetKey(["raw", "playback_events"])
_REJECTS = dg.AssetKey(["raw", "playback_rejects"])
