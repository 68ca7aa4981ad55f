"""The folder of a spool: its places, the lock that guards moves between them, how much lies in it."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Depth(NamedTuple):
    """What waits in a spool: bytes, segments and the age of the oldest in seconds (0 when empty)."""

    bytes: int
    segment_count: int
    oldest_seconds: float


class SpoolFolder:
    """The places of a spool. Raises OSError where the disk does."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.open = root / "open"
        self.sealed = root / "sealed"
        self.compacting = root / "compacting"

    def ensure(self) -> None:
        """Make the places that are missing."""
        for place in (self.open, self.sealed, self.compacting):
            place.mkdir(parents=True, exist_ok=True)
        sync_folder(self.root)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from opening, sealing or claiming segments meanwhile."""
        descriptor = os.open(self.root / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def seal_abandoned(self) -> int:
        """Seal the open segments of collectors that are gone (nobody holds their lock); return how many."""
        with self.locked():
            abandoned = [path for path in sorted(self.open.iterdir()) if _is_abandoned(path)]
            for path in abandoned:
                self.seal(path)
        return len(abandoned)

    def seal(self, path: Path) -> None:
        """Move a segment from `open` to `sealed`, for good. An empty one is removed."""
        if path.stat().st_size:
            path.rename(self.sealed / path.name)
            sync_folder(self.sealed)
        else:
            path.unlink()
        sync_folder(self.open)

    def depth(self) -> Depth:
        """What waits, landed batches left out. Segments may come and go meanwhile."""
        sizes: list[int] = []
        times: list[float] = []
        for path in self._segments():
            try:
                found = path.stat()
            except FileNotFoundError:
                continue
            sizes.append(found.st_size)
            times.append(found.st_mtime)
        oldest = max(0.0, time.time() - min(times)) if times else 0.0
        return Depth(sum(sizes), len(sizes), oldest)

    def _segments(self) -> Iterator[Path]:
        yield from self.open.glob("*.ndjson")
        yield from self.sealed.glob("*.ndjson")
        yield from (
            path for path in self.compacting.glob("*/*.ndjson") if not path.parent.name.startswith("done-")
        )


def read_depth(spool_dir: Path) -> Depth:
    """What waits in a spool folder; nothing when there is none."""
    return SpoolFolder(spool_dir).depth()


def sync_folder(path: Path) -> None:
    """Make renames and new files in a folder survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_abandoned(path: Path) -> bool:
    try:
        with path.open("rb") as segment:
            fcntl.flock(segment, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError):  # in use, or sealed by its owner meanwhile
        return False
    return True
