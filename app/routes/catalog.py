"""Lists below `/v1`: changes, catalog titles, guides, matches, reconciliation, heatmaps."""

from typing import Annotated

from fastapi import Query, Response

from app.models.base import Page
from app.models.catalog_history import CatalogChange, CatalogTitle
from app.models.catalog_parameters import (
    CatalogTitleParameters,
    ChangeParameters,
    CoverageParameters,
    HeatmapParameters,
    LibraryDayParameters,
    MatchParameters,
    ReconciliationParameters,
    ReviewParameters,
    RevisionParameters,
)
from app.models.guides import GuideCoverage, GuideRevision
from app.models.matching import MatchReview, StreamMatch
from app.models.scorecard import HeatmapSegment, LibraryDay, Reconciliation
from app.queries.catalog_history import CATALOG_TITLES, CHANGES
from app.queries.guides import COVERAGE, REVISIONS
from app.queries.matching import MATCHES, REVIEWS
from app.queries.scorecard import HEATMAPS, LIBRARY_DAYS, RECONCILIATION
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST

router = read_router("catalog")


@router.get("/changes", response_model=Page[CatalogChange], responses=LIST)
def list_changes(parameters: Annotated[ChangeParameters, Query()], reader: ReaderDep) -> Response:
    """Changes of the catalogs by stream, the newest first."""
    return reader.page(CHANGES, parameters)


@router.get("/catalog-titles", response_model=Page[CatalogTitle], responses=LIST)
def list_catalog_titles(
    parameters: Annotated[CatalogTitleParameters, Query()], reader: ReaderDep
) -> Response:
    """Movies, series, seasons and episodes of catalogs, by name; what is watched is in `/v1/titles`."""
    return reader.page(CATALOG_TITLES, parameters)


@router.get("/guide/coverage", response_model=Page[GuideCoverage], responses=LIST)
def list_guide_coverage(parameters: Annotated[CoverageParameters, Query()], reader: ReaderDep) -> Response:
    """How far guides reach, by provider and channel."""
    return reader.page(COVERAGE, parameters)


@router.get("/guide/revisions", response_model=Page[GuideRevision], responses=LIST)
def list_guide_revisions(parameters: Annotated[RevisionParameters, Query()], reader: ReaderDep) -> Response:
    """Broadcasts that a guide added, removed, moved or renamed, the newest first."""
    return reader.page(REVISIONS, parameters)


@router.get("/matches", response_model=Page[StreamMatch], responses=LIST)
def list_matches(parameters: Annotated[MatchParameters, Query()], reader: ReaderDep) -> Response:
    """Live streams by key, with the channel that each carries and how that was found out."""
    return reader.page(MATCHES, parameters)


@router.get("/matches/reviews", response_model=Page[MatchReview], responses=LIST)
def list_match_reviews(parameters: Annotated[ReviewParameters, Query()], reader: ReaderDep) -> Response:
    """Channels that were not matched and wait for a decision, the most watched first."""
    return reader.page(REVIEWS, parameters)


@router.get("/reconciliation", response_model=Page[Reconciliation], responses=LIST)
def list_reconciliation(
    parameters: Annotated[ReconciliationParameters, Query()], reader: ReaderDep
) -> Response:
    """What video libraries count beside what we count, by day and video, the newest day first."""
    return reader.page(RECONCILIATION, parameters)


@router.get("/reconciliation/libraries", response_model=Page[LibraryDay], responses=LIST)
def list_library_days(parameters: Annotated[LibraryDayParameters, Query()], reader: ReaderDep) -> Response:
    """What video libraries count of all their videos beside what we count, by day, the newest day first."""
    return reader.page(LIBRARY_DAYS, parameters)


@router.get("/heatmaps", response_model=Page[HeatmapSegment], responses=LIST)
def list_heatmap_segments(parameters: Annotated[HeatmapParameters, Query()], reader: ReaderDep) -> Response:
    """How much each segment of a video was watched, as its library told last."""
    return reader.page(HEATMAPS, parameters)
