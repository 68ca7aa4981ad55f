"""Files that hold secrets: written whole, for the owner's eyes only."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from uuid import uuid4


def write_once(path: Path, content: bytes) -> bool:
    """Write a file of mode 0600 in a folder of mode 0700 unless it exists; tell whether this call wrote it.

    Of several writers at once exactly one wins. Raises OSError.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = _temporary(path)
    try:
        _write(temporary, content, 0o600)
        with suppress(FileExistsError):
            path.hardlink_to(temporary)
            _sync_folder(path.parent)
            return True
        return False
    finally:
        temporary.unlink(missing_ok=True)


def replace_file(path: Path, content: bytes) -> None:
    """Put a whole file in the place of another one, whose mode it keeps; a new one has mode 0600.

    Raises OSError; the old file is then as it was.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o600
    temporary = _temporary(path)
    try:
        _write(temporary, content, mode)
        temporary.rename(path)
        _sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{uuid4().hex}")


def _write(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fchmod(descriptor, mode)
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    """Keep the name of a new file through a loss of power, before anything that builds on it is written."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
