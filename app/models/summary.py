"""The totals of `/v1/summary`."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.models.base import Row


class Totals(Row):
    """Totals of one snapshot. Ratios are ratios of sums, null where their denominator is 0."""

    view_count: int = Field(description="Views: attempts to play a title")
    play_count: int = Field(description="Views that showed a first frame")
    viewer_count: int = Field(
        description="Different viewers of the whole range; a view without viewer id is its own viewer"
    )
    play_seconds: float = Field(description="Seconds played, without rebuffering, seeking and pause")
    watch_hours: float = Field(description="play_seconds in hours")
    peak_view_count: int | None = Field(
        description="Most views at once; null when a type, an organizer or simulated rows are asked for apart"
    )
    peak_viewer_count: int | None = Field(description="Most viewers at once; null like peak_view_count")
    completed_count: int = Field(description="Plays of known coverage that covered 95 % of the title")
    completable_count: int = Field(description="Plays of known coverage: the n of completion_ratio")
    completion_ratio: float | None = Field(description="completed_count / completable_count")
    startup_count: int = Field(description="Views of known startup time: the n of its percentiles")
    p50_startup_ms: float | None = Field(description="Median of startup time")
    p95_startup_ms: float | None = Field(description="95th percentile of startup time")
    rebuffer_seconds: float = Field(description="Seconds of stalls")
    rebuffer_ratio: float | None = Field(
        description="Seconds of stalls / (those + play seconds), of covered views"
    )
    failed_view_count: int = Field(description="Views that a fatal error ended, before or after start")
    failure_ratio: float | None = Field(description="failed_view_count / covered_view_count")
    covered_view_count: int = Field(description="Views whose source tells of quality (is_covered)")
    covered_ratio: float | None = Field(description="covered_view_count / view_count")
    telemetry_loss_ratio: float | None = Field(
        description="Events that never arrived / events sent; null where nothing numbers its events"
    )
    simulated_view_count: int = Field(description="Views that the simulator made")
    simulated_ratio: float | None = Field(description="simulated_view_count / view_count")
    provider_count: int = Field(description="Providers of which a sync was ever attempted")
    catalog_entry_count: int = Field(description="Entries of the providers' newest accepted catalogs")
    stream_count: int = Field(description="Streams that providers list now")
    checked_stream_count: int = Field(description="Listed streams with at least one check")
    up_stream_count: int = Field(description="Listed streams whose newest check was up or degraded")
    observed_seconds: float = Field(description="Stream seconds that checks stand for: the n of uptime_ratio")
    uptime_ratio: float | None = Field(description="Good seconds / observed_seconds, by the streams' checks")
    open_incident_count: int = Field(description="Outages of streams that have not ended")


class Summary(BaseModel):
    """Totals over a range of days."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "snapshot_id": "20260910T231500000000Z-5ebff577",
                "built_at": "2026-09-10T23:15:00Z",
                "data_until": "2026-09-10T23:00:00Z",
                "totals": {
                    "view_count": 300,
                    "play_count": 270,
                    "viewer_count": 27,
                    "play_seconds": 406686.0,
                    "watch_hours": 112.97,
                    "peak_view_count": 3,
                    "peak_viewer_count": 3,
                    "completed_count": 80,
                    "completable_count": 190,
                    "completion_ratio": 0.421,
                    "startup_count": 270,
                    "p50_startup_ms": 1150.0,
                    "p95_startup_ms": 1800.0,
                    "rebuffer_seconds": 480.0,
                    "rebuffer_ratio": 0.00118,
                    "failed_view_count": 20,
                    "failure_ratio": 0.0667,
                    "covered_view_count": 300,
                    "covered_ratio": 1.0,
                    "telemetry_loss_ratio": 0.004,
                    "simulated_view_count": 60,
                    "simulated_ratio": 0.2,
                    "provider_count": 3,
                    "catalog_entry_count": 21,
                    "stream_count": 21,
                    "checked_stream_count": 21,
                    "up_stream_count": 19,
                    "observed_seconds": 19872000.0,
                    "uptime_ratio": 0.9985,
                    "open_incident_count": 1,
                },
            }
        }
    )

    snapshot_id: str | None = Field(description="Snapshot that was read; null before the first publish")
    built_at: datetime | None = Field(description="When the snapshot was built")
    data_until: datetime | None = Field(description="Newest record of any source in the snapshot")
    totals: Totals | None = Field(description="The totals; null before the first publish")
