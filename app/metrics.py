"""What `/metrics` tells of requests and of the snapshot. The collector adds its own to the same registry."""

import math
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.snapshot import SnapshotError, SnapshotStore

_METHODS = frozenset({"GET", "POST", "OPTIONS"})
_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class RequestMetrics:
    """Counts and times requests by route template: labels are closed sets, whatever is asked for."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        self._requests = Counter(
            "watchhouse_http_requests",
            "Requests answered",
            ["method", "route", "status"],
            registry=registry,
        )
        self._seconds = Histogram(
            "watchhouse_http_request_seconds",
            "Seconds from request to the end of its answer",
            ["route"],
            buckets=_BUCKETS,
            registry=registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note what came of it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        status = 500
        started = time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._requests.labels(method, route, status).inc()
            self._seconds.labels(route).observe(time.perf_counter() - started)


class _Together(Collector):
    """What all processes counted, and what this one measures of what they share."""

    def __init__(self, own: CollectorRegistry, folder: Path) -> None:
        self._own = own
        self._counted = MultiProcessCollector(CollectorRegistry(), path=str(folder))  # type: ignore[no-untyped-call]

    def collect(self) -> Iterator[Metric]:
        """Counters and histograms of all processes, gauges of this one."""
        yield from (metric for metric in self._counted.collect() if metric.type != "gauge")  # type: ignore[no-untyped-call]
        yield from (metric for metric in self._own.collect() if metric.type == "gauge")


def of_all_processes(registry: CollectorRegistry, folder: Path | None) -> CollectorRegistry:
    """A registry that tells of every process that counts in `folder`; without one, of this process alone."""
    if folder is None:
        return registry
    together = CollectorRegistry()
    together.register(_Together(registry, folder))
    return together


def add_snapshot_metrics(registry: CollectorRegistry, store: SnapshotStore) -> None:
    """Tell the age of the current snapshot, and the number of those kept."""
    age = Gauge(
        "watchhouse_snapshot_age_seconds",
        "Seconds since the current snapshot was built; NaN when there is none",
        registry=registry,
    )
    age.set_function(lambda: _age_seconds(store))
    kept = Gauge("watchhouse_snapshots_kept", "Published snapshots on disk", registry=registry)
    kept.set_function(lambda: len(store.ids()))


def _age_seconds(store: SnapshotStore) -> float:
    try:
        snapshot = store.current()
    except SnapshotError:
        return math.nan
    return (datetime.now(UTC) - snapshot.manifest.built_at).total_seconds() if snapshot else math.nan
