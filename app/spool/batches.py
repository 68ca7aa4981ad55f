"""Sealed segments as batches for compaction: claimed, landed, finished, each step safe to repeat."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from app.spool.folder import SpoolFolder, sync_folder

_DONE = "done-"


class ClaimedBatch(NamedTuple):
    """Segments that one compaction lands. The id and the segments stay the same until it is finished."""

    batch_id: str
    folder: Path
    segments: list[Path]


def claim_batch(spool_dir: Path) -> ClaimedBatch | None:
    """The batch that a killed compaction left, else a new one of all sealed segments, else None.

    Segments of collectors that are gone count as sealed. Raises OSError.
    """
    folder = SpoolFolder(spool_dir)
    folder.ensure()
    folder.seal_abandoned()
    with folder.locked():
        _remove_finished(folder)
        return _unfinished(folder) or _claim(folder)


def finish(batch: ClaimedBatch) -> None:
    """Forget a batch whose rows are landed for good. Raises OSError."""
    done = batch.folder.with_name(_DONE + batch.batch_id)
    batch.folder.rename(done)
    sync_folder(done.parent)
    shutil.rmtree(done)


def _remove_finished(folder: SpoolFolder) -> None:
    for path in folder.compacting.glob(f"{_DONE}*"):
        shutil.rmtree(path)


def _unfinished(folder: SpoolFolder) -> ClaimedBatch | None:
    for path in sorted(folder.compacting.iterdir()):
        if segments := sorted(path.glob("*.ndjson")):
            return ClaimedBatch(path.name, path, segments)
        path.rmdir()
    return None


def _claim(folder: SpoolFolder) -> ClaimedBatch | None:
    sealed = sorted(folder.sealed.glob("*.ndjson"))
    if not sealed:
        return None
    batch_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
    target = folder.compacting / batch_id
    target.mkdir()
    segments = [path.rename(target / path.name) for path in sealed]
    for place in (target, folder.sealed, folder.compacting):
        sync_folder(place)
    return ClaimedBatch(batch_id, target, segments)
