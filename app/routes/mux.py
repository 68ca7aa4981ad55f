"""`POST /analytics/mux`: what mux-embed posts, so that a site with that client switches by one setting.

Its setting names a domain and no path, and it posts to `/`: so the root takes its beacons too. Its `env_key`
is the write key, where sites are configured.
"""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from app.bodies import media_type
from app.collecting import CollectorRoute
from app.collector import Collector
from app.cors import preflight
from app.problem import Problem, ProblemError, ProblemType
from app.routes.events import CollectorDep
from ingestion.parsers.mux.beacons import ParsedBeacon, TooManyBeaconEventsError, parse_beacon

MEDIA_TYPES = ("text/plain", "application/json")
# A beacon's event takes about 0.04 ms to read: longer bodies are read beside the event loop.
INLINE_BYTES = 16_384
_BEACON = {
    "metadata": {"transmission_timestamp": 1795228715482},
    "events": [
        {"e": "viewstart", "xid": "33f58abb-1f63", "xsqno": 6, "uti": 1795228715477, "vid": "movie-228"}
    ],
}
_REQUEST = {
    "requestBody": {
        "required": True,
        "content": {"text/plain": {"schema": {"type": "string"}, "example": _BEACON}},
    }
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "No write key, where sites are configured"},
    403: {"model": Problem, "description": "Write key or origin refused"},
    408: {"model": Problem, "description": "The body did not come in time"},
    413: {"model": Problem, "description": "Body or batch too large"},
    415: {"model": Problem, "description": "Wrong media type or encoding"},
    429: {"model": Problem, "description": "Too many requests"},
    503: {"model": Problem, "description": "Spool full or disk failing: nothing was stored"},
}
router = APIRouter(tags=["collector"], route_class=CollectorRoute)


@router.post("/", include_in_schema=False)
@router.post("/analytics/mux/", include_in_schema=False)
@router.post("/analytics/mux", status_code=200, responses=_ANSWERS, openapi_extra=_REQUEST)
async def collect_mux(request: Request, collector: CollectorDep) -> Response:
    """Take a beacon. What is faulty goes to quarantine: the client would send a refused body for ever."""
    if media_type(request) not in MEDIA_TYPES:
        detail = f"Content-Type must be one of {', '.join(MEDIA_TYPES)}"
        raise ProblemError(415, ProblemType.UNSUPPORTED_MEDIA_TYPE, detail)
    parsed = await _parse(await collector.read_body(request), collector)
    observed = collector.observe(request, parsed.env_key)
    await collector.store("mux", parsed.events, parsed.rejects, observed=observed, sent_at=parsed.sent_at)
    # Without fetch the client takes no other success than 200.
    return Response(status_code=200)


@router.options("/", include_in_schema=False)
@router.options("/analytics/mux", include_in_schema=False)
async def allow_mux() -> Response:
    """Tell a browser that it may send."""
    return preflight()


async def _parse(body: bytes, collector: Collector) -> ParsedBeacon:
    parse = partial(parse_beacon, body, max_events=collector.settings.event_batch_count)
    try:
        return await collector.parse(parse, is_small=len(body) <= INLINE_BYTES)
    except TooManyBeaconEventsError as error:
        raise ProblemError(413, ProblemType.TOO_LARGE, str(error)) from error
