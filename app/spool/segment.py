"""One open segment: appended to in commits that are on disk when they return, then sealed."""

import fcntl
import os
import time
from contextlib import suppress
from datetime import UTC, datetime

from app.spool.folder import SpoolFolder, sync_folder


class Segment:
    """An open segment, locked while this process lives."""

    def __init__(self, folder: SpoolFolder, name: str) -> None:
        self._folder = folder
        self._path = folder.open / f"{name}.ndjson"
        with folder.locked():
            self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        self._opened = time.monotonic()
        self.byte_count = 0
        try:
            sync_folder(folder.open)
        except OSError:
            self.seal()
            raise

    @property
    def age_seconds(self) -> float:
        """Seconds since the segment was opened."""
        return time.monotonic() - self._opened

    def commit(self, data: bytes) -> None:
        """Append whole lines; on return they are on disk. Raises OSError: then none of them is."""
        try:
            _write_all(self._descriptor, data)
            os.fdatasync(self._descriptor)
        except OSError:
            with suppress(OSError):  # what remains was never answered for
                os.ftruncate(self._descriptor, self.byte_count)
                os.fdatasync(self._descriptor)
            raise
        self.byte_count += len(data)

    def seal(self) -> None:
        """Close the segment for good and hand it to compaction."""
        try:
            self._folder.seal(self._path)
        finally:
            os.close(self._descriptor)


def segment_name(worker: str, number: int) -> str:
    """Name of a collector's segment: sorted by name is sorted by age."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{worker}-{number:06d}"


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
