"""Take a body in: chunks of unknown size -> an inflated temporary file of bounded size. No network here."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import IO

from ingestion.errors import FetchError
from ingestion.fetching.deadline import seconds_left
from ingestion.fetching.inflating import Inflater

SPOOLED_BYTES = 33_554_432


@dataclass(frozen=True)
class FetchLimits:
    """Bounds of one fetch: `max_bytes` of the inflated body, attempts and their spacing.

    `total_seconds` is for all of it: connecting, redirects, attempts, the waits between them, backup hosts.
    `keeps_truncated` takes a compressed body that ends too early as far as it goes.
    """

    max_bytes: int
    total_seconds: float = 600.0
    attempts: int = 3
    backoff_seconds: float = 1.0
    keeps_truncated: bool = False


@dataclass(frozen=True)
class Body:
    """An inflated body, to be read from its start, and the SHA-256 of it. Use it in a `with` block."""

    file: IO[bytes]
    content_hash: str

    def __enter__(self) -> IO[bytes]:
        return self.file

    def __exit__(self, *_: object) -> None:
        self.file.close()


def take_in(chunks: Iterator[bytes], limits: FetchLimits) -> Body:
    """Inflate chunks (gzip, xz and zip by magic bytes) into a temporary file, in memory while it is small.

    Raises FetchError: `too_large`, `timeout`, `truncated`, `corrupt`, `not_one_file`.
    """
    digest, size = sha256(), 0
    file: IO[bytes] = SpooledTemporaryFile(max_size=SPOOLED_BYTES)  # noqa: SIM115 - the caller closes it
    try:
        once = _inflated(_timely(chunks), limits)
        for plain in _inflated(once, limits):  # twice: a .gz file may come with Content-Encoding: gzip
            size += len(plain)
            if size > limits.max_bytes:
                raise FetchError("too_large", f"the body has more than {limits.max_bytes} bytes")
            file.write(plain)
            digest.update(plain)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Body(file, digest.hexdigest())


def _timely(chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        if seconds_left() <= 0:
            raise FetchError("timeout", "the whole fetch took too long", retryable=True)
        yield chunk


def _inflated(chunks: Iterator[bytes], limits: FetchLimits) -> Iterator[bytes]:
    inflater = Inflater(keeps_truncated=limits.keeps_truncated)
    for chunk in chunks:
        yield from inflater.feed(chunk)
    yield from inflater.finish()
