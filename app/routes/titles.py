"""`GET /v1/titles`, `/v1/titles/{title_key}` and `/v1/titles/{title_key}/retention`."""

from itertools import groupby
from operator import itemgetter
from typing import Annotated

from fastapi import Query, Response

from app.models.audience import Retention, RetentionCurve
from app.models.base import Page
from app.models.parameters import RetentionParameters, TitleParameters
from app.models.playback import Title
from app.queries.audience import RETENTION
from app.queries.playback import TITLE_BY_KEY, TITLES
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST, ROW
from app.snapshot import Snapshot

router = read_router("titles")


@router.get("/titles", response_model=Page[Title], responses=LIST)
def list_titles(parameters: Annotated[TitleParameters, Query()], reader: ReaderDep) -> Response:
    """Titles by seconds played, the most played first; without views in the range a title is left out."""
    return reader.page(TITLES, parameters)


@router.get("/titles/{title_key}", response_model=Title, responses=ROW)
def read_title(title_key: str, reader: ReaderDep) -> Response:
    """One title, with the sums of all its views."""
    return reader.row(Title, TITLE_BY_KEY, title_key)


@router.get("/titles/{title_key}/retention", response_model=Retention, responses=ROW)
def read_retention(
    title_key: str, parameters: Annotated[RetentionParameters, Query()], reader: ReaderDep
) -> Response:
    """Which parts of a title are watched, and where viewers leave."""
    return reader.found("title", lambda snapshot: _retention(snapshot, title_key, parameters))


def _retention(snapshot: Snapshot, title_key: str, parameters: RetentionParameters) -> Retention | None:
    if not snapshot.rows("select 1 from dim_titles where title_key = $key", {"key": title_key}):
        return None
    rows = snapshot.rows(RETENTION, {"key": title_key, "is_simulated": parameters.is_simulated})
    by_kind = [list(steps) for _, steps in groupby(rows, key=itemgetter("is_simulated"))]
    curves = [RetentionCurve.model_validate({**steps[0], "steps": steps}) for steps in by_kind]
    return Retention(snapshot_id=snapshot.id, title_key=title_key, curves=curves)
