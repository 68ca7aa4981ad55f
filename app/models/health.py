"""How the service is."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.spool import SpoolState


class Reason(StrEnum):
    """Why the service is degraded."""

    NO_SNAPSHOT = "no-snapshot"
    SNAPSHOT_DAMAGED = "snapshot-damaged"
    SNAPSHOT_OLD = "snapshot-old"
    COLLECTOR_FULL = "collector-full"
    COLLECTOR_FAILING = "collector-failing"
    COLLECTOR_CLOSED = "collector-closed"


class SnapshotHealth(BaseModel):
    """The snapshot that readers get."""

    snapshot_id: str
    built_at: datetime
    age_seconds: float
    data_until: datetime | None = Field(description="Newest record of any source in the snapshot")


class CollectorHealth(BaseModel):
    """The collector and what waits in its spool, of all collectors together."""

    state: SpoolState
    spool_bytes: int
    spool_segment_count: int
    spool_oldest_seconds: float = Field(description="Age of the oldest segment; 0 when there is none")


class Health(BaseModel):
    """State of the service. `degraded` still answers: the reasons say what needs a look."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "status": "degraded",
                "reasons": ["no-snapshot"],
                "snapshot": None,
                "collector": {
                    "state": "ok",
                    "spool_bytes": 18231,
                    "spool_segment_count": 1,
                    "spool_oldest_seconds": 4.2,
                },
            }
        }
    )

    status: Literal["ok", "degraded"]
    reasons: list[Reason]
    snapshot: SnapshotHealth | None
    collector: CollectorHealth
