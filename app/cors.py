"""Cross-origin rules of the collector: who may send from a browser, and what the browser is told.

`*` answers with the very origin and allows credentials: `sendBeacon` sends them, and without this a browser
drops a JSON beacon to another origin silently. A site's own origins (`app.sites`) narrow this further.
"""

from fastapi import Response

from app.problem import ProblemError, ProblemType

PREFLIGHT_SECONDS = 7200
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Content-Encoding, Authorization",
    "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
}


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
