"""`GET /v1/views` and `/v1/views/{view_key}`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.base import Page
from app.models.parameters import ViewParameters
from app.models.views import View, ViewDetail
from app.queries.playback import EVENTS_OF_VIEW, VIEW_BY_KEY, VIEWS
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST, ROW
from app.snapshot import Snapshot

EVENTS_LIMIT = 2_000

router = read_router("views")


@router.get("/views", response_model=Page[View], responses=LIST)
def list_views(parameters: Annotated[ViewParameters, Query()], reader: ReaderDep) -> Response:
    """Views by start, the newest first."""
    return reader.page(VIEWS, parameters)


@router.get("/views/{view_key}", response_model=ViewDetail, responses=ROW)
def read_view(view_key: str, reader: ReaderDep) -> Response:
    """One view, with its timeline."""
    return reader.found("view", lambda snapshot: _find(snapshot, view_key))


def _find(snapshot: Snapshot, view_key: str) -> ViewDetail | None:
    found = snapshot.rows(VIEW_BY_KEY, {"key": view_key})
    if not found:
        return None
    of_view = {"key": view_key, "started_date": found[0]["started_date"], "row_count": EVENTS_LIMIT + 1}
    events = snapshot.rows(EVENTS_OF_VIEW, of_view)
    more = {"events": events[:EVENTS_LIMIT], "has_more_events": len(events) > EVENTS_LIMIT}
    return ViewDetail.model_validate({**found[0], **more})
