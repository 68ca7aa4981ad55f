"""Spool segments -> chunks of whole lines, always cut alike. Reads files, and nothing of what is in them."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - raw tables hold naive UTC
_RECEIPT_LINE = re.compile(rb'\{"batch_id":"[^"]*","receipt":')


class Chunk(NamedTuple):
    """Lines to read at once. `carried` is the receipt of the request that the cut before them parted."""

    lines: list[bytes]
    carried: list[bytes]
    written_at: datetime


def read_chunks(segments: Iterable[Path], chunk_bytes: int) -> Iterator[Chunk]:
    """Whole lines, gathered across small segments and cut out of large ones. Raises OSError."""
    gathered: list[bytes] = []
    carried: list[bytes] = []
    size = 0
    written_at = _EPOCH
    for segment in segments:
        with segment.open("rb") as file:
            written_at = _EPOCH + timedelta(seconds=segment.stat().st_mtime)
            while lines := file.readlines(chunk_bytes):
                gathered += lines if lines[-1].endswith(b"\n") else lines[:-1]
                size += sum(map(len, lines))
                if size >= chunk_bytes:
                    yield Chunk(gathered, carried, written_at)
                    carried = list(_last_receipt(gathered)) or carried
                    gathered, size = [], 0
    if gathered:
        yield Chunk(gathered, carried, written_at)


def _last_receipt(lines: list[bytes]) -> Iterator[bytes]:
    return islice((line for line in reversed(lines) if _RECEIPT_LINE.match(line)), 1)
