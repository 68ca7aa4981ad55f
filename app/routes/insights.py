"""`GET /v1/cohorts`, `/v1/trending` and `/v1/anomalies`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.base import Page
from app.models.insights import Anomaly, Cohort, TrendingTitle
from app.models.parameters import AnomalyParameters, CohortParameters, TrendingParameters
from app.queries.insights import ANOMALIES, COHORTS, TRENDING
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST

router = read_router("audience")


@router.get("/cohorts", response_model=Page[Cohort], responses=LIST)
def list_cohorts(parameters: Annotated[CohortParameters, Query()], reader: ReaderDep) -> Response:
    """Weekly cohorts of viewers and their return, by week of their first view."""
    return reader.page(COHORTS, parameters)


@router.get("/trending", response_model=Page[TrendingTitle], responses=LIST)
def list_trending(parameters: Annotated[TrendingParameters, Query()], reader: ReaderDep) -> Response:
    """Titles of the last full hour of data, those furthest above their usual first."""
    return reader.page(TRENDING, parameters)


@router.get("/anomalies", response_model=Page[Anomaly], responses=LIST)
def list_anomalies(parameters: Annotated[AnomalyParameters, Query()], reader: ReaderDep) -> Response:
    """Hours and days in which a metric strayed from what is usual, the newest first."""
    return reader.page(ANOMALIES, parameters)
