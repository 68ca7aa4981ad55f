"""Cross-origin rules of the collector: who may send from a browser, and what the browser is told.

`*` answers with the very origin and allows credentials: `sendBeacon` sends them, and without this a browser
drops a JSON beacon to another origin silently.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from app.problem import ProblemError, ProblemType

PREFLIGHT_SECONDS = 7200
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Content-Encoding, Authorization",
    "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
}


class CollectorRoute(APIRoute):
    """A route whose answers, errors too, carry the collector's CORS headers."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler: refuse origins that are not allowed, add headers to whatever comes out."""
        handle = super().get_route_handler()

        async def with_cors(request: Request) -> Response:
            headers = cors_headers(request.headers.get("origin"), request.app.state.collector.cors_origins)
            try:
                response = await handle(request)
            except ProblemError as problem:
                problem.headers.update(headers)
                raise
            response.headers.update(headers)
            return response

        return with_cors


def cors_headers(origin: str | None, allowed: frozenset[str]) -> dict[str, str]:
    """Headers for an answer to `origin`. Raises ProblemError (403) when it may not send."""
    if origin is None:
        return {"Vary": "Origin"}
    if "*" not in allowed and origin not in allowed:
        vary = {"Vary": "Origin"}
        raise ProblemError(403, ProblemType.FORBIDDEN, "this origin may not send events", headers=vary)
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": "Retry-After",
    }


def preflight() -> Response:
    """The answer to an OPTIONS request; the origin's headers are added by the route."""
    return Response(status_code=204, headers=_PREFLIGHT)
