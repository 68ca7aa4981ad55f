"""`GET /v1/providers`, and of one provider `/scorecard`, `/defects` and `/account-states`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.base import Page
from app.models.catalog import Provider
from app.models.catalog_parameters import AccountParameters, DefectParameters
from app.models.parameters import ProviderParameters
from app.models.scorecard import AccountState, CatalogDefect, Scorecard
from app.queries.catalog import PROVIDERS
from app.queries.scorecard import ACCOUNT_STATES, DEFECTS, SCORECARD
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST, LIST_OF_ROW, ROW

router = read_router("providers")


@router.get("/providers", response_model=Page[Provider], responses=LIST)
def list_providers(parameters: Annotated[ProviderParameters, Query()], reader: ReaderDep) -> Response:
    """Providers by id, with how their syncs went."""
    return reader.page(PROVIDERS, parameters)


@router.get("/providers/{provider_id}/scorecard", response_model=Scorecard, responses=ROW)
def read_scorecard(provider_id: str, reader: ReaderDep) -> Response:
    """A provider in numbers: size, churn, guide, duplicates, defects, account, syncs."""
    return reader.row(Scorecard, SCORECARD, provider_id)


@router.get("/providers/{provider_id}/defects", response_model=Page[CatalogDefect], responses=LIST_OF_ROW)
def list_defects(
    provider_id: str, parameters: Annotated[DefectParameters, Query()], reader: ReaderDep
) -> Response:
    """What was mended or odd at a provider's syncs, the newest sync first; 0 in the first without it."""
    return reader.page(DEFECTS, parameters, provider_id=provider_id)


@router.get(
    "/providers/{provider_id}/account-states", response_model=Page[AccountState], responses=LIST_OF_ROW
)
def list_account_states(
    provider_id: str, parameters: Annotated[AccountParameters, Query()], reader: ReaderDep
) -> Response:
    """What a provider told of the account at its syncs (state, expiry, connections), the newest first."""
    return reader.page(ACCOUNT_STATES, parameters, provider_id=provider_id)
