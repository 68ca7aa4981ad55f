"""Files that hold secrets: written once, whole, for the owner's eyes only."""

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4


def write_once(path: Path, content: bytes) -> bool:
    """Write a file of mode 0600 in a folder of mode 0700 unless it exists; tell whether this call wrote it.

    Of several writers at once exactly one wins. Raises OSError.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid4().hex}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):
            path.hardlink_to(temporary)
            return True
        return False
    finally:
        temporary.unlink()
