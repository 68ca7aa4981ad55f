"""`GET /v1/channels`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.base import Page
from app.models.catalog import Channel
from app.models.parameters import ChannelParameters
from app.queries.catalog import CHANNELS
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST

router = read_router("channels")


@router.get("/channels", response_model=Page[Channel], responses=LIST)
def list_channels(parameters: Annotated[ChannelParameters, Query()], reader: ReaderDep) -> Response:
    """Channels by key."""
    return reader.page(CHANNELS, parameters)
