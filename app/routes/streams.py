"""`GET /v1/streams`, `/v1/streams/{stream_key}` and `/v1/streams/{stream_key}/history`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.base import Page
from app.models.catalog import Stream
from app.models.catalog_history import StreamVersion
from app.models.parameters import PageParameters, StreamParameters
from app.queries.catalog import STREAM_BY_KEY, STREAMS
from app.queries.catalog_history import STREAM_VERSIONS
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import LIST, LIST_OF_ROW, ROW

router = read_router("streams")


@router.get("/streams", response_model=Page[Stream], responses=LIST)
def list_streams(parameters: Annotated[StreamParameters, Query()], reader: ReaderDep) -> Response:
    """Streams by key, with their newest check."""
    return reader.page(STREAMS, parameters)


@router.get("/streams/{stream_key}", response_model=Stream, responses=ROW)
def read_stream(stream_key: str, reader: ReaderDep) -> Response:
    """One stream."""
    return reader.row(Stream, STREAM_BY_KEY, stream_key)


@router.get("/streams/{stream_key}/history", response_model=Page[StreamVersion], responses=LIST_OF_ROW)
def list_stream_versions(
    stream_key: str, parameters: Annotated[PageParameters, Query()], reader: ReaderDep
) -> Response:
    """What the provider said of a stream, the oldest version first."""
    return reader.page(STREAM_VERSIONS, parameters, stream_key=stream_key)
