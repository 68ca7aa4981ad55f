"""`GET /v1/titles` and `/v1/titles/{title_key}`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.base import Page
from app.models.parameters import TitleParameters
from app.models.playback import Title
from app.queries.playback import TITLE_BY_KEY, TITLES
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST, ROW

router = read_router("titles")


@router.get("/titles", response_model=Page[Title], responses=LIST)
def list_titles(parameters: Annotated[TitleParameters, Query()], reader: ReaderDep) -> Response:
    """Titles by seconds played, the most played first; without views in the range a title is left out."""
    return reader.page(TITLES, parameters)


@router.get("/titles/{title_key}", response_model=Title, responses=ROW)
def read_title(title_key: str, reader: ReaderDep) -> Response:
    """One title, with the sums of all its views."""
    return reader.row(Title, TITLE_BY_KEY, title_key)
