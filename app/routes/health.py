"""`GET /health`: always 200 while the process lives; the body tells how well."""

from datetime import UTC, datetime, timedelta

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response

from app.models.health import CollectorHealth, Health, Reason, SnapshotHealth
from app.snapshot import Snapshot, SnapshotError, SnapshotStore
from app.spool import Spool, SpoolState

# A build is due every 15 minutes; a day without one means that nobody has looked.
OLD_AFTER = timedelta(days=1)
_STATES = {
    SpoolState.FULL: Reason.COLLECTOR_FULL,
    SpoolState.FAILING: Reason.COLLECTOR_FAILING,
    SpoolState.CLOSED: Reason.COLLECTOR_CLOSED,
}
router = APIRouter(tags=["health"])


@router.get("/health", response_model=Health)
async def read_health(request: Request) -> Response:
    """How the service is: snapshot, collector, spool. Needs no token and waits for no query."""
    state = request.app.state
    limiter: CapacityLimiter = state.health_limiter
    health = await to_thread.run_sync(
        _build_health, state.snapshots, state.collector.spool, datetime.now(UTC), limiter=limiter
    )
    return Response(
        health.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _build_health(store: SnapshotStore, spool: Spool, now: datetime) -> Health:
    reasons: list[Reason] = []
    try:
        snapshot = store.current()
    except SnapshotError:
        snapshot = None
        reasons.append(Reason.SNAPSHOT_DAMAGED)
    else:
        reasons += _snapshot_reasons(snapshot, now)
    if spool.state in _STATES:
        reasons.append(_STATES[spool.state])
    return Health(
        status="degraded" if reasons else "ok",
        reasons=reasons,
        snapshot=_snapshot_health(snapshot, now) if snapshot else None,
        collector=_collector_health(spool),
    )


def _snapshot_reasons(snapshot: Snapshot | None, now: datetime) -> list[Reason]:
    if snapshot is None:
        return [Reason.NO_SNAPSHOT]
    return [Reason.SNAPSHOT_OLD] if now - snapshot.manifest.built_at > OLD_AFTER else []


def _snapshot_health(snapshot: Snapshot, now: datetime) -> SnapshotHealth:
    return SnapshotHealth(
        snapshot_id=snapshot.id,
        built_at=snapshot.manifest.built_at,
        age_seconds=(now - snapshot.manifest.built_at).total_seconds(),
        data_until=snapshot.manifest.data_until,
    )


def _collector_health(spool: Spool) -> CollectorHealth:
    depth = spool.depth()
    return CollectorHealth(
        state=spool.state,
        spool_bytes=depth.bytes,
        spool_segment_count=depth.segment_count,
        spool_oldest_seconds=depth.oldest_seconds,
    )
