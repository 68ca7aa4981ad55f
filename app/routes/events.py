"""`POST /analytics/events`, `/analytics/event` and the schema of what they take (the event contract)."""

from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.bodies import media_type
from app.collecting import CollectorRoute
from app.collector import Collector
from app.cors import preflight
from app.problem import Problem, ProblemError, ProblemType
from ingestion.parsers.contract import Reason, Reject
from ingestion.parsers.events import (
    ParsedBatch,
    TooManyEventsError,
    event_schema,
    parse_batch,
    parse_good_batch,
)
from ingestion.parsers.loose_events import MalformedBodyError

# A batch in the contract's own form takes about 3 ns a byte to read, any other up to 200: what takes longer
# than a millisecond is read beside the event loop.
INLINE_BYTES = 65_536
INLINE_FAULTY_BYTES = 4096
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
        401: "No write key, where sites are configured",
        403: "Write key or origin refused",
        408: "The body did not come in time",
        413: "Body or batch too large",
        415: "Wrong media type or encoding",
        422: "No event was valid",
        429: "Too many requests from this address or key: nothing was stored",
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
async def collect_events(request: Request) -> Response:
    """Take a batch of events. They are on disk when the answer is sent."""
    return await _collect(request)


@router.post("/event", status_code=202, response_model=Accepted, responses=_ANSWERS, openapi_extra=_REQUEST)
async def collect_event(request: Request) -> Response:
    """Take one event, or a batch alike."""
    return await _collect(request)


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


async def _collect(request: Request) -> Response:
    collector: Collector = request.app.state.collector
    if media_type(request) not in MEDIA_TYPES:
        raise ProblemError(
            415, ProblemType.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json or text/plain"
        )
    body = await collector.read_body(request)
    batch = await _parse(body, collector)
    observed = collector.observe(request, batch.write_key)
    is_small = len(body) <= INLINE_BYTES
    await collector.store(
        "events", batch.events, batch.rejects, observed=observed, sent_at=batch.sent_at, is_small=is_small
    )
    rejected = [_public(reject) for reject in batch.rejects]
    if not batch.events:
        raise ProblemError(422, ProblemType.NO_VALID_EVENT, "no event was valid", rejected=rejected)
    answer = msgspec.json.encode({"accepted": len(batch.events), "rejected": rejected})
    return Response(answer, status_code=202, media_type="application/json")


async def _parse(body: bytes, collector: Collector) -> ParsedBatch:
    limit = collector.settings.event_batch_count
    try:
        if len(body) <= INLINE_BYTES and (batch := parse_good_batch(body, max_events=limit)):
            return batch
        parse = partial(parse_batch, body, max_events=limit)
        return await collector.parse(parse, is_small=len(body) <= INLINE_FAULTY_BYTES)
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


# The two that most requests are for; `app.main` lets them be answered first.
DIRECT_ROUTES = [
    route
    for route in router.routes
    if isinstance(route, APIRoute) and route.endpoint in (collect_events, collect_event)
]
