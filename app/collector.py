"""The collector: from parsed events to lines on disk, with what it counts. Routes are in `app.routes`."""

import secrets
import time
from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from uuid import uuid4

from prometheus_client import CollectorRegistry, Counter, Gauge
from starlette.concurrency import run_in_threadpool

from app.problem import ProblemError, ProblemType
from app.secret_files import write_once
from app.settings import Settings
from app.spool import Spool, SpoolRefusedError
from app.spool_lines import Receipt, Source, event_lines, reject_lines
from ingestion.parsers.contract import EventFields, Reject
from ingestion.viewers import anonymise

RETRY_AFTER_SECONDS = 5
SALT_BYTES = 32
# An event takes up to 0.2 ms to anonymise: more of them are made ready beside the event loop.
INLINE_COUNT = 10


class Collector:
    """Everything that the collecting routes need; one an application, on `app.state.collector`."""

    def __init__(self, settings: Settings, registry: CollectorRegistry) -> None:
        self.settings = settings
        self.cors_origins = frozenset(origin.strip() for origin in settings.cors_origins.split(","))
        self.spool = Spool(
            settings.spool_dir,
            segment_bytes=settings.segment_bytes,
            segment_seconds=settings.segment_seconds,
            limit_bytes=settings.spool_bytes,
        )
        self._salt = b""
        self._counts = _Counts(registry, self.spool)

    async def open(self) -> None:
        """Read or make the viewer salt and start the spool. Raises OSError."""
        self._salt = viewer_salt(self.settings.secrets_dir)
        await self.spool.open()

    async def close(self) -> None:
        """Store what waits, then stop."""
        await self.spool.close()

    async def store(
        self,
        source: Source,
        events: Sequence[EventFields],
        rejects: Sequence[Reject],
        *,
        sent_at: int | None = None,
        refusal_status: int = 503,
    ) -> None:
        """Put events and rejects on disk. Raises ProblemError when that failed: then nothing is stored."""
        receipt = Receipt(source, uuid4().hex, time.time_ns() // 1_000_000, sent_at)
        prepare = partial(self._lines, events, rejects, receipt)
        is_small = len(events) + len(rejects) <= INLINE_COUNT
        lines = prepare() if is_small else await run_in_threadpool(prepare)
        try:
            if lines:
                await self.spool.append(lines)
        except SpoolRefusedError as refusal:
            self._counts.refused.labels(source, refusal.state).inc()
            raise _overloaded(refusal, refusal_status) from refusal
        self._counts.add(source, len(events), rejects)

    def count_faults(self, faults: Mapping[str, int]) -> None:
        """Count values of CMCD records that were dropped alone or missing."""
        for fault, count in faults.items():
            self._counts.faults.labels(fault).inc(count)

    def _lines(self, events: Sequence[EventFields], rejects: Sequence[Reject], receipt: Receipt) -> bytes:
        anonymise(events, self._salt)
        return event_lines(events, receipt) + reject_lines(rejects, receipt)


class _Counts:
    """What `/metrics` tells of the collector. Labels are closed sets."""

    def __init__(self, registry: CollectorRegistry, spool: Spool) -> None:
        self.batches = _counter(registry, "batches", "Requests whose content was stored", ["source"])
        self.accepted = _counter(registry, "events_accepted", "Events stored", ["source"])
        self.rejected = _counter(registry, "events_rejected", "Events in quarantine", ["source", "reason"])
        self.refused = _counter(registry, "batches_refused", "Requests refused for now", ["source", "state"])
        self.faults = _counter(registry, "cmcd_faults", "Values dropped or missing", ["fault"])
        for name, unit, read in (
            ("bytes", "Bytes", lambda: spool.depth().bytes),
            ("segments", "Segments", lambda: spool.depth().segment_count),
            ("oldest_seconds", "Age of the oldest segment", lambda: spool.depth().oldest_seconds),
        ):
            gauge = Gauge(f"watchhouse_spool_{name}", f"{unit} waiting in the spool", registry=registry)
            gauge.set_function(read)

    def add(self, source: Source, accepted: int, rejects: Sequence[Reject]) -> None:
        """Count one stored request."""
        self.batches.labels(source).inc()
        self.accepted.labels(source).inc(accepted)
        for reason, count in Tally(reject.reason for reject in rejects).items():
            self.rejected.labels(source, reason).inc(count)


def viewer_salt(secrets_dir: Path) -> bytes:
    """The installation's salt for viewer ids, made at first use (mode 0600). Raises OSError."""
    path = secrets_dir / "viewer_salt"
    if not path.exists():
        write_once(path, secrets.token_hex(SALT_BYTES).encode())
    return path.read_bytes()


def _overloaded(refusal: SpoolRefusedError, status: int) -> ProblemError:
    return ProblemError(
        status,
        ProblemType.OVERLOADED,
        f"nothing was stored: {refusal}",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


def _counter(registry: CollectorRegistry, name: str, text: str, labels: list[str]) -> Counter:
    return Counter(f"watchhouse_collector_{name}", text, labels, registry=registry)
