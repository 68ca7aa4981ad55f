"""`POST /analytics/events`, `/analytics/event` and the schema of what they take (the event contract)."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from app.bodies import media_type, read_body
from app.collector import Collector
from app.cors import CollectorRoute, preflight
from app.problem import Problem, ProblemError, ProblemType
from ingestion.parsers.contract import Reason, Reject
from ingestion.parsers.events import ParsedBatch, TooManyEventsError, event_schema, parse_batch
from ingestion.parsers.loose_events import MalformedBodyError

# Faulty events take many times as long to read as good ones: longer bodies are read beside the event loop.
INLINE_BYTES = 4096
MEDIA_TYPES = ("application/json", "text/plain")
router = APIRouter(prefix="/analytics", tags=["collector"], route_class=CollectorRoute)


async def _collector(request: Request) -> Collector:
    collector: Collector = request.app.state.collector
    return collector


CollectorDep = Annotated[Collector, Depends(_collector)]


class RejectedEvent(BaseModel):
    """One event that was not taken: its place in the batch and why."""

    index: int
    event_id: str | None
    reason: Reason
    detail: str | None


class Accepted(BaseModel):
    """How many events are on disk, and which were not taken."""

    accepted: int
    rejected: list[RejectedEvent]


_ANSWERS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        400: "Not a batch or an event in JSON",
        403: "Origin refused",
        413: "Body or batch too large",
        415: "Wrong media type or encoding",
        422: "No event was valid",
        503: "Spool full or disk failing: nothing was stored",
    }.items()
}
_EXAMPLE = {
    "schema_version": 1,
    "sent_at": "2026-11-21T10:00:05.123Z",
    "context": {"player_name": "hls.js", "player_version": "1.7.4"},
    "events": [
        {
            "event_id": "0192f1c2-7a61-7c9e-a1c4-3f0c6a7c0001",
            "session_id": "b7a5a1de-5d0e-4a57-9d6d-2f5b7d0c1a11",
            "viewer_id": "device-17",
            "content_id": "movie-12",
            "seq": 0,
            "type": "view_start",
            "client_at": "2026-11-21T10:00:00.003Z",
            "position_seconds": 0,
            "duration_seconds": 5400,
        }
    ],
}
_BODY = {"schema": event_schema(), "example": _EXAMPLE}
_REQUEST = {"requestBody": {"required": True, "content": dict.fromkeys(MEDIA_TYPES, _BODY)}}


@router.post("/events", status_code=202, response_model=Accepted, responses=_ANSWERS, openapi_extra=_REQUEST)
async def collect_events(request: Request, collector: CollectorDep) -> Response:
    """Take a batch of events. They are on disk when the answer is sent."""
    return await _collect(request, collector)


@router.post("/event", status_code=202, response_model=Accepted, responses=_ANSWERS, openapi_extra=_REQUEST)
async def collect_event(request: Request, collector: CollectorDep) -> Response:
    """Take one event, or a batch alike."""
    return await _collect(request, collector)


@router.get("/schema")
async def read_event_schema() -> dict[str, Any]:
    """The JSON Schema of a batch of events."""
    return event_schema()


@router.options("/events", include_in_schema=False)
@router.options("/event", include_in_schema=False)
@router.options("/schema", include_in_schema=False)
async def allow_events() -> Response:
    """Tell a browser that it may send."""
    return preflight()


async def _collect(request: Request, collector: Collector) -> Response:
    if media_type(request) not in MEDIA_TYPES:
        raise ProblemError(
            415, ProblemType.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json or text/plain"
        )
    batch = await _parse(await read_body(request, limit=collector.settings.event_body_bytes), collector)
    await collector.store("events", batch.events, batch.rejects, sent_at=batch.sent_at)
    rejected = [_public(reject) for reject in batch.rejects]
    if not batch.events:
        raise ProblemError(422, ProblemType.NO_VALID_EVENT, "no event was valid", rejected=rejected)
    return JSONResponse({"accepted": len(batch.events), "rejected": rejected}, status_code=202)


async def _parse(body: bytes, collector: Collector) -> ParsedBatch:
    parse = partial(parse_batch, body, max_events=collector.settings.event_batch_count)
    try:
        return parse() if len(body) <= INLINE_BYTES else await run_in_threadpool(parse)
    except MalformedBodyError as error:
        raise ProblemError(400, ProblemType.BAD_REQUEST, str(error)) from error
    except TooManyEventsError as error:
        raise ProblemError(413, ProblemType.TOO_LARGE, str(error)) from error


def _public(reject: Reject) -> dict[str, object]:
    return {
        "index": reject.index,
        "event_id": reject.event_id,
        "reason": reject.reason,
        "detail": reject.detail,
    }
