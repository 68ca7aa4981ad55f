"""`GET /v1/incidents`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.base import Page
from app.models.catalog import Incident
from app.models.parameters import IncidentParameters
from app.queries.catalog import INCIDENTS
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST

router = read_router("incidents")


@router.get("/incidents", response_model=Page[Incident], responses=LIST)
def list_incidents(parameters: Annotated[IncidentParameters, Query()], reader: ReaderDep) -> Response:
    """Outages of streams, the newest first."""
    return reader.page(INCIDENTS, parameters)
