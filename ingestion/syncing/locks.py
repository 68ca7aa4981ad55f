"""One sync of a provider at a time, across processes. The kernel drops the lock with its owner."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ingestion.errors import WatchhouseError

WAIT_SECONDS = 30.0
POLL_SECONDS = 0.1


class SyncBusyError(WatchhouseError):
    """Another process is syncing the provider."""


@contextmanager
def provider_lock(folder: Path, provider_id: str, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the provider's lock file under `folder`. Raises SyncBusyError after `wait_seconds`."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(
        folder / f"sync-{provider_id}.lock",
        timeout=wait_seconds,
        poll_interval=POLL_SECONDS,
        fallback_to_soft=False,  # a soft lock would outlive its owner
    )
    try:
        lock.acquire()
    except Timeout:
        raise SyncBusyError(
            f"another sync of {provider_id} is running (waited {wait_seconds:g} s); try again when it is done"
        ) from None
    try:
        yield
    finally:
        lock.release()
