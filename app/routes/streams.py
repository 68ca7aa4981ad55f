"""`GET /v1/streams` and `/v1/streams/{stream_key}`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.base import Page
from app.models.catalog import Stream
from app.models.parameters import StreamParameters
from app.queries.catalog import STREAM_BY_KEY, STREAMS
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST, ROW

router = read_router("streams")


@router.get("/streams", response_model=Page[Stream], responses=LIST)
def list_streams(parameters: Annotated[StreamParameters, Query()], reader: ReaderDep) -> Response:
    """Streams by key, with their newest check."""
    return reader.page(STREAMS, parameters)


@router.get("/streams/{stream_key}", response_model=Stream, responses=ROW)
def read_stream(stream_key: str, reader: ReaderDep) -> Response:
    """One stream."""
    return reader.row(Stream, STREAM_BY_KEY, stream_key)
