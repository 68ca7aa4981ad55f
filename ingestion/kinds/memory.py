"""What a kind keeps of one sync for the next: one small file a provider, gzip, beside the kept bodies.

It may be lost at any time: whoever reads it does without.
"""

import gzip
from pathlib import Path

from ingestion.fetching.bodies import FetchLimits, take_in
from ingestion.landing import write_atomically

MAX_BYTES = 200_000_000
_READ_BYTES = 1_048_576
_LEVEL = 1


def read_memory(path: Path) -> bytes:
    """What was kept. Raises OSError, and FetchError where it is damaged or has more than MAX_BYTES."""
    with path.open("rb") as packed:
        chunks = iter(lambda: packed.read(_READ_BYTES), b"")
        with take_in(chunks, FetchLimits(MAX_BYTES)) as plain:
            return plain.read()


def write_memory(path: Path, content: bytes) -> None:
    """Keep the content in place of what was kept, nothing of more than MAX_BYTES. Raises OSError."""
    if len(content) <= MAX_BYTES:
        path.parents[1].mkdir(mode=0o700, parents=True, exist_ok=True)  # kept bodies are their owner's alone
        packed = gzip.compress(content, _LEVEL, mtime=0)
        write_atomically(path, lambda temporary: temporary.write_bytes(packed))
