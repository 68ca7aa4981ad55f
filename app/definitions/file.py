"""The file of definitions: read while others write it, changed by one at a time, replaced as a whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

from app.definitions.fields import Table
from app.secret_files import replace_file
from ingestion.errors import WatchhouseError
from ingestion.settings import read_tables

LOCK_SECONDS = 10.0
_READS = 10
Result = TypeVar("Result")


class DefinitionFile:
    """`providers.toml` of an installation, which need not be there."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()

    def tables(self) -> list[Table]:
        """The definitions as they are written. Raises SettingsError when the file is no TOML."""
        return read_tables(self._path) if self._path.exists() else []

    def text(self) -> str:
        """The whole text. Raises OSError."""
        return self._path.read_text(encoding="utf-8") if self._path.exists() else ""

    def replace(self, text: str) -> None:
        """Put another text in the place of the whole. Raises OSError; the old one then stays."""
        replace_file(self._path, text.encode())

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else changes definitions meanwhile. Raises `filelock.Timeout` after `LOCK_SECONDS`."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(self._path.with_name(f".{self._path.name}.lock"), timeout=LOCK_SECONDS)
        with lock:
            yield

    def of_one_state(self, read: Callable[[], Result]) -> Result:
        """What is read without the lock: once more where a change came between definitions and secrets."""
        for _ in range(_READS):
            state = self._state()
            try:
                found = read()
            except WatchhouseError:
                if state == self._state():
                    raise
            else:
                if state == self._state():
                    return found
        return read()

    def _state(self) -> tuple[int, int, int] | None:
        """What changes with each change of a definition, as the file is replaced then."""
        try:
            now = self._path.stat()
        except FileNotFoundError:
            return None
        return now.st_ino, now.st_mtime_ns, now.st_size
