"""`GET /v1/providers`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.base import Page
from app.models.catalog import Provider
from app.models.parameters import ProviderParameters
from app.queries.catalog import PROVIDERS
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST

router = read_router("providers")


@router.get("/providers", response_model=Page[Provider], responses=LIST)
def list_providers(parameters: Annotated[ProviderParameters, Query()], reader: ReaderDep) -> Response:
    """Providers by id, with how their syncs went."""
    return reader.page(PROVIDERS, parameters)
