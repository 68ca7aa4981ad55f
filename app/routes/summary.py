"""`GET /v1/summary`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.parameters import SummaryParameters
from app.models.summary import Summary
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import READ

router = read_router("summary")


@router.get("/summary", response_model=Summary, responses=READ)
def read_summary(parameters: Annotated[SummaryParameters, Query()], reader: ReaderDep) -> Response:
    """Totals over a range of days. What is true now (catalog, streams, open incidents) ignores the range."""
    return reader.summary(parameters)
