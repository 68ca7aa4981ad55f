"""Raw tables of stream health: what probes saw, never what it means."""

import pandera.polars as pa
import polars as pl

from ingestion.schemas.base import RawTable, UtcTimestamp


class StreamChecks(RawTable):
    """One probe of one stream.

    `reason` is the prober's machine code ("ok" or what went wrong); `level` the depth it reached for
    (1 connect and sniff, 2 playable media); `interval_seconds` how long until the next planned check.
    """

    check_id: str
    run_id: str
    provider_id: str
    stream_key: str
    checked_at: UtcTimestamp
    level: pl.Int8
    vantage: str
    reason: str
    interval_seconds: pl.Int32 = pa.Field(ge=1)
    http_status: pl.Int16 = pa.Field(nullable=True)
    ttfb_ms: float = pa.Field(nullable=True, ge=0)
    total_ms: float = pa.Field(nullable=True, ge=0)
    received_bytes: int = pa.Field(nullable=True, ge=0)
    content_type: str = pa.Field(nullable=True)
    final_host: str = pa.Field(nullable=True)
    redirect_count: pl.Int16 = pa.Field(nullable=True)
    has_advanced: bool = pa.Field(nullable=True)
    target_duration_seconds: float = pa.Field(nullable=True)
    realtime_ratio: float = pa.Field(nullable=True)
    measured_bps: float = pa.Field(nullable=True)
    declared_bps: float = pa.Field(nullable=True)
    variant_count: pl.Int16 = pa.Field(nullable=True)
    max_height: pl.Int16 = pa.Field(nullable=True)
    codecs: str = pa.Field(nullable=True)
    evidence: str = pa.Field(nullable=True)


class ProbeRuns(RawTable):
    """One run of the prober over one provider."""

    run_id: str
    provider_id: str
    started_at: UtcTimestamp
    finished_at: UtcTimestamp
    vantage: str
    planned_count: int = pa.Field(ge=0)
    checked_count: int = pa.Field(ge=0)
    skipped_count: int = pa.Field(ge=0)
    canary_count: int = pa.Field(ge=0)
    canary_ok_count: int = pa.Field(ge=0)
    is_valid: bool
    reason: str = pa.Field(nullable=True)
