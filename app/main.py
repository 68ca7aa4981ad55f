"""Puts the application together. Nothing is global: each call of `create_app` makes one of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from anyio import CapacityLimiter
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.telemetry import TelemetryConfig
from prometheus_client import CollectorRegistry
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from app.answers import AnswerCache
from app.api_description import TAGS, DescribedApi, operation_id
from app.auth import read_token_hash
from app.collecting import DirectRoutes
from app.collector import Collector
from app.dry_runs import remove_leftovers
from app.errors import add_error_handlers
from app.metrics import RequestMetrics, add_snapshot_metrics
from app.middleware import HeadRequests, SecurityHeaders
from app.routes import (
    admin,
    audience,
    catalog,
    channels,
    cmcd,
    demo_player,
    documentation,
    events,
    health,
    incidents,
    insights,
    measures,
    metrics,
    mux,
    providers,
    streams,
    summary,
    titles,
    tracker,
    views,
)
from app.settings import Settings
from app.snapshot import SnapshotStore

_ROUTES = (
    summary,
    measures,
    providers,
    streams,
    channels,
    catalog,
    incidents,
    titles,
    views,
    audience,
    insights,
    admin,
    events,
    cmcd,
    mux,
    health,
    metrics,
    documentation,
    tracker,
    demo_player,
)
_DESCRIPTION = """
Reads the published snapshot of the warehouse, and collects playback events.

Every answer under `/v1` comes from one snapshot, whose id is its `ETag`: send it back as `If-None-Match` and
get 304 while nothing new was published. Lists come in pages; `next_url` leads to the next, and a walk stays
in the snapshot that it began in for as long as that is kept (then 410, `snapshot-moved`: begin again). Before
the first publish lists are empty and `snapshot_id` is null. Times are UTC, days are UTC days, durations are
seconds unless the name says otherwise, ratios are 0 to 1.

Reading needs `Authorization: Bearer <token>`. Sending events, `/health` and `/metrics` need no token.
"""
_NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def create_app(settings: Settings, *, metrics_folder: Path | None = None) -> FastAPI:
    """The application over one data folder, which may be empty.

    In `metrics_folder` several processes count together (`app.server`).
    """
    registry = CollectorRegistry()
    app = DescribedApi(
        title="Watchhouse",
        summary="What video providers deliver, and what viewers got.",
        description=_DESCRIPTION,
        version=version("watchhouse"),
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        telemetry=_NO_TELEMETRY,
        lifespan=_lifespan,
        middleware=[
            Middleware(HeadRequests),
            Middleware(RequestMetrics, registry=registry),
            Middleware(SecurityHeaders),
            Middleware(DirectRoutes, routes=events.DIRECT_ROUTES),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4, thread_minimum_size=32_768),
        ],
    )
    app.state.settings = settings
    app.state.registry = registry
    app.state.metrics_folder = metrics_folder
    app.state.snapshots = SnapshotStore(settings.published_dir)
    app.state.answers = AnswerCache()
    app.state.collector = Collector(settings, registry)
    add_snapshot_metrics(registry, app.state.snapshots)
    add_error_handlers(app)
    for route in _ROUTES:
        app.include_router(route.router)
    app.mount("/static", StaticFiles(directory=documentation.STATIC_FOLDER), name="static")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.token_hash = read_token_hash(app.state.settings)
    app.state.health_limiter = CapacityLimiter(2)
    remove_leftovers(app.state.settings)
    await app.state.collector.open()
    try:
        yield
    finally:
        await app.state.collector.close()
        app.state.snapshots.close()
