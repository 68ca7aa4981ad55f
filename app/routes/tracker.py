"""The tracker that sites load: under a plain name with a short life, and under its hash for ever."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter, Request, Response

from app.conditional import is_fresh
from app.problem import ProblemError, ProblemType
from app.routes.documentation import STATIC_FOLDER

NAMES = ("tracker.js", "tracker.mjs")
SHORT_LIFE = "public, max-age=3600, stale-while-revalidate=86400"
IMMUTABLE = "public, max-age=31536000, immutable"
_OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class TrackerFile:
    """One form of the tracker: its bytes, the digest in its lasting address, its integrity for `<script>`."""

    content: bytes
    digest: str
    integrity: str


@cache
def tracker_file(name: str) -> TrackerFile:
    """The tracker of that name, one of `NAMES`; it is part of the installation and doesn't change."""
    content = (STATIC_FOLDER / name).read_bytes()
    integrity = base64.b64encode(hashlib.sha384(content).digest()).decode()
    return TrackerFile(content, hashlib.sha256(content).hexdigest()[:16], f"sha384-{integrity}")


def lasting_path(name: str) -> str:
    """Where this very version of the tracker stays, without a slash in front."""
    stem, _, kind = name.partition(".")
    return f"static/{stem}-{tracker_file(name).digest}.{kind}"


@router.get("/tracker.js")
def show_script(request: Request) -> Response:
    """The tracker as a classic script."""
    return _answer(request, "tracker.js", SHORT_LIFE)


@router.get("/tracker.mjs")
def show_module(request: Request) -> Response:
    """The tracker as a module."""
    return _answer(request, "tracker.mjs", SHORT_LIFE)


@router.get("/static/tracker-{digest}.js")
def show_lasting_script(request: Request, digest: str) -> Response:
    """This version of the classic script, for as long as it is the installed one."""
    return _lasting(request, "tracker.js", digest)


@router.get("/static/tracker-{digest}.mjs")
def show_lasting_module(request: Request, digest: str) -> Response:
    """This version of the module, for as long as it is the installed one."""
    return _lasting(request, "tracker.mjs", digest)


def _lasting(request: Request, name: str, digest: str) -> Response:
    if digest != tracker_file(name).digest:
        raise ProblemError(404, ProblemType.NOT_FOUND, "another version of the tracker is installed")
    return _answer(request, name, IMMUTABLE)


def _answer(request: Request, name: str, lifetime: str) -> Response:
    file = tracker_file(name)
    headers = {**_OPEN, "Cache-Control": lifetime, "ETag": f'"{file.digest}"'}
    if is_fresh(request.headers.get("if-none-match"), file.digest):
        return Response(status_code=304, headers=headers)
    return Response(file.content, media_type="text/javascript", headers=headers)
