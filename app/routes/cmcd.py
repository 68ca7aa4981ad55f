"""`POST /analytics/cmcd`: CMCD version 2 event mode (CTA-5004-B) and what real players send."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.bodies import media_type, read_body
from app.cors import CollectorRoute, preflight
from app.problem import Problem, ProblemError, ProblemType
from app.routes.events import CollectorDep
from ingestion.parsers.cmcd import ParsedRecords, TooManyRecordsError, parse_cmcd_body

MEDIA_TYPES = ("application/cmcd", "text/cmcd", "application/json")
# A record takes about 0.1 ms to read: longer bodies are read beside the event loop.
INLINE_BYTES = 4096
PLAYER_NAME_CHARACTERS = 128
PlayerName = Annotated[str | None, Query(description="Name of the player, such as `hls.js`")]
_RECORDS = (
    'cid="movie-12",e=ps,sf=h,sid="4a0e91dc-b4a8-496a-8f61-91aa2fde8bc4",sn=1,sta=p,ts=1795227946142,v=2\n'
)
_REQUEST = {
    "requestBody": {
        "required": True,
        "content": {"application/cmcd": {"schema": {"type": "string"}, "example": _RECORDS}},
    }
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    413: {"model": Problem, "description": "Too large"},
    415: {"model": Problem, "description": "Wrong media type or encoding"},
    429: {"model": Problem, "description": "Overloaded: nothing was stored"},
}
router = APIRouter(prefix="/analytics", tags=["collector"], route_class=CollectorRoute)


@router.post("/cmcd", status_code=204, responses=_ANSWERS, openapi_extra=_REQUEST)
async def collect_cmcd(request: Request, collector: CollectorDep, player: PlayerName = None) -> Response:
    """Take records. Faulty ones go to quarantine; a player would drop or resend a refused body whole."""
    content_type = media_type(request)
    if content_type not in MEDIA_TYPES:
        detail = f"Content-Type must be one of {', '.join(MEDIA_TYPES)}"
        raise ProblemError(415, ProblemType.UNSUPPORTED_MEDIA_TYPE, detail)
    body = await read_body(request, limit=collector.settings.event_body_bytes)
    parsed = await _parse(body, content_type, collector.settings.event_batch_count, player)
    await collector.store("cmcd", parsed.events, parsed.rejects, refusal_status=429)
    collector.count_faults(parsed.faults)
    return Response(status_code=204)


@router.options("/cmcd", include_in_schema=False)
async def allow_cmcd() -> Response:
    """Tell a browser that it may send."""
    return preflight()


async def _parse(body: bytes, content_type: str, limit: int, player: str | None) -> ParsedRecords:
    name = player[:PLAYER_NAME_CHARACTERS] if player else None
    parse = partial(parse_cmcd_body, body, content_type, max_records=limit, player=name)
    try:
        return parse() if len(body) <= INLINE_BYTES else await run_in_threadpool(parse)
    except TooManyRecordsError as error:
        raise ProblemError(413, ProblemType.TOO_LARGE, str(error)) from error
