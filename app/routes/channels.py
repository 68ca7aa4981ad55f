"""`GET /v1/channels`, `/v1/channels/{channel_key}` and `/v1/channels/{channel_key}/backups`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.base import Page
from app.models.catalog import Channel
from app.models.matching import ChannelBackup
from app.models.parameters import ChannelParameters, PageParameters
from app.queries.catalog import CHANNEL_BY_KEY, CHANNELS
from app.queries.matching import BACKUPS
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST, LIST_OF_ROW, ROW

router = read_router("channels")


@router.get("/channels", response_model=Page[Channel], responses=LIST)
def list_channels(parameters: Annotated[ChannelParameters, Query()], reader: ReaderDep) -> Response:
    """Channels by key."""
    return reader.page(CHANNELS, parameters)


@router.get("/channels/{channel_key}", response_model=Channel, responses=ROW)
def read_channel(channel_key: str, reader: ReaderDep) -> Response:
    """One channel."""
    return reader.row(Channel, CHANNEL_BY_KEY, channel_key)


@router.get("/channels/{channel_key}/backups", response_model=Page[ChannelBackup], responses=LIST_OF_ROW)
def list_backups(
    channel_key: str, parameters: Annotated[PageParameters, Query()], reader: ReaderDep
) -> Response:
    """The listed streams of a channel by feed, each feed's in the order in which to try them."""
    return reader.page(BACKUPS, parameters, channel_key=channel_key)
