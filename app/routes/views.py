"""`GET /v1/views` and `/v1/views/{view_key}`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.base import Page
from app.models.parameters import ViewParameters
from app.models.playback import View
from app.queries.playback import VIEW_BY_KEY, VIEWS
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST, ROW

router = read_router("views")


@router.get("/views", response_model=Page[View], responses=LIST)
def list_views(parameters: Annotated[ViewParameters, Query()], reader: ReaderDep) -> Response:
    """Views by start, the newest first."""
    return reader.page(VIEWS, parameters)


@router.get("/views/{view_key}", response_model=View, responses=ROW)
def read_view(view_key: str, reader: ReaderDep) -> Response:
    """One view."""
    return reader.row(View, VIEW_BY_KEY, view_key)
