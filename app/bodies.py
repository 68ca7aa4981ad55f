"""Read a request's body, never holding more of it than allowed, inflated or not, nor waiting for ever."""

import asyncio
import zlib
from typing import NoReturn

from fastapi import Request

from app.problem import ProblemError, ProblemType

_GZIP_WINDOW = 16 + zlib.MAX_WBITS


async def read_body(request: Request, *, limit: int, seconds: float) -> bytes:
    """The body, inflated when it came as gzip.

    Raises ProblemError: 413 above `limit` bytes before or after inflating, 408 when it has not come whole
    after `seconds`, 415 for other encodings, 400 for broken gzip.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("gzip", "identity", ""):
        raise ProblemError(415, ProblemType.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding must be gzip or absent")
    try:
        async with asyncio.timeout(seconds):
            body = await _read_bounded(request, limit)
    except TimeoutError as error:
        raise _closing(408, ProblemType.TIMEOUT, "the body did not come in time") from error
    return _inflate(body, limit) if encoding == "gzip" else body


def media_type(request: Request) -> str:
    """The body's media type without parameters, in lower case."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _read_bounded(request: Request, limit: int) -> bytes:
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > limit:
        _refuse_size(limit)
    body = bytearray()
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ProblemError(400, ProblemType.BAD_REQUEST, "the body is cut off")
        body += message.get("body", b"")
        if len(body) > limit:
            _refuse_size(limit)
        if not message.get("more_body", False):
            return bytes(body)


def _inflate(body: bytes, limit: int) -> bytes:
    inflater = zlib.decompressobj(_GZIP_WINDOW)
    try:
        inflated = inflater.decompress(body, limit + 1)
    except zlib.error as error:
        raise ProblemError(400, ProblemType.BAD_REQUEST, "the body is not gzip") from error
    if len(inflated) > limit:
        _refuse_size(limit)
    if not inflater.eof or inflater.unused_data:
        raise ProblemError(400, ProblemType.BAD_REQUEST, "the gzip body is cut off or followed by other data")
    return inflated


def _refuse_size(limit: int) -> NoReturn:
    raise _closing(413, ProblemType.TOO_LARGE, f"the body is larger than {limit} bytes")


def _closing(status: int, kind: ProblemType, detail: str) -> ProblemError:
    """A refusal after which nobody reads the rest of the body."""
    return ProblemError(status, kind, detail, headers={"Connection": "close"})
