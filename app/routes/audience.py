"""`GET /v1/concurrency` and `/v1/programmes/audience`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.audience import ConcurrencyDay, ConcurrencyMinute, ProgrammeAudience
from app.models.base import Page
from app.models.parameters import ConcurrencyParameters, ProgrammeParameters
from app.queries.audience import CONCURRENCY_BY_DAY, CONCURRENCY_BY_MINUTE, PROGRAMMES
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST

router = read_router("audience")


@router.get("/concurrency", response_model=Page[ConcurrencyMinute] | Page[ConcurrencyDay], responses=LIST)
def list_concurrency(parameters: Annotated[ConcurrencyParameters, Query()], reader: ReaderDep) -> Response:
    """Views and viewers at once, the newest first; minutes and days without any are left out."""
    if parameters.group == "day":
        return reader.page(CONCURRENCY_BY_DAY, parameters)
    return reader.page(CONCURRENCY_BY_MINUTE, parameters)


@router.get("/programmes/audience", response_model=Page[ProgrammeAudience], responses=LIST)
def list_programme_audiences(
    parameters: Annotated[ProgrammeParameters, Query()], reader: ReaderDep
) -> Response:
    """Guide programmes that anybody watched live, by start, the newest first."""
    return reader.page(PROGRAMMES, parameters)
