"""`POST /analytics/cmcd`: CMCD version 2 event mode (CTA-5004-B) and what real players send."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.bodies import media_type
from app.collecting import CollectorRoute
from app.collector import Collector
from app.cors import preflight
from app.problem import Problem, ProblemError, ProblemType
from app.routes.events import CollectorDep
from app.spool_lines import Observed
from ingestion.parsers.cmcd.reports import ParsedRecords, TooManyRecordsError, parse_cmcd_body

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
    403: {"model": Problem, "description": "Origin refused"},
    408: {"model": Problem, "description": "The body did not come in time"},
    410: {"model": Problem, "description": "Write key missing or refused, where sites are configured: stop"},
    413: {"model": Problem, "description": "Too large"},
    415: {"model": Problem, "description": "Wrong media type or encoding"},
    429: {"model": Problem, "description": "Too many requests, or overloaded: nothing was stored"},
}
router = APIRouter(prefix="/analytics", tags=["collector"], route_class=CollectorRoute)


@router.post("/cmcd", status_code=204, responses=_ANSWERS, openapi_extra=_REQUEST)
async def collect_cmcd(request: Request, collector: CollectorDep, player: PlayerName = None) -> Response:
    """Take records. Faulty ones go to quarantine; a player would drop or resend a refused body whole."""
    content_type = media_type(request)
    if content_type not in MEDIA_TYPES:
        detail = f"Content-Type must be one of {', '.join(MEDIA_TYPES)}"
        raise ProblemError(415, ProblemType.UNSUPPORTED_MEDIA_TYPE, detail)
    body = await collector.read_body(request)
    parsed = await _parse(body, content_type, collector, player)
    observed = _observe(request, collector)
    await collector.store("cmcd", parsed.events, parsed.rejects, observed=observed, refusal_status=429)
    collector.count_faults(parsed.faults)
    return Response(status_code=204)


@router.options("/cmcd", include_in_schema=False)
async def allow_cmcd() -> Response:
    """Tell a browser that it may send."""
    return preflight()


def _observe(request: Request, collector: Collector) -> Observed:
    """Who sends; 410 stops a player for its session where it would go on sending what is refused."""
    try:
        return collector.observe(request, None)
    except ProblemError as refusal:
        if refusal.status not in (401, 403):
            raise
        raise ProblemError(410, refusal.type, refusal.detail) from refusal


async def _parse(body: bytes, content_type: str, collector: Collector, player: str | None) -> ParsedRecords:
    name = player[:PLAYER_NAME_CHARACTERS] if player else None
    limit = collector.settings.event_batch_count
    parse = partial(parse_cmcd_body, body, content_type, max_records=limit, player=name)
    try:
        return await collector.parse(parse, is_small=len(body) <= INLINE_BYTES)
    except TooManyRecordsError as error:
        raise ProblemError(413, ProblemType.TOO_LARGE, str(error)) from error
