"""The record of changes to definitions: JSON lines, appended to alone, with names of fields, no values."""

import os
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Literal

import msgspec

Action = Literal["added", "changed", "enabled", "disabled", "removed", "not_saved"]
Via = Literal["command line", "API"]


class Actor(msgspec.Struct, frozen=True):
    """Who makes a change, and by what."""

    by: str
    via: Via


class Change(msgspec.Struct, frozen=True):
    """One change. `not_saved` says that the one before it could not be written."""

    at: datetime
    by: str
    via: Via
    action: Action
    provider_id: str
    fields: list[str] = []


class ChangeLog:
    """The file of changes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, change: Change) -> None:
        """Write a change; it is on disk on return. Callers hold the definitions' lock. Raises OSError."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - 1, 0))
            is_torn = file.read(1) not in (b"", b"\n")  # of a writer that was killed
            file.write(b"\n" * is_torn + msgspec.json.encode(change) + b"\n")
            file.flush()
            os.fsync(descriptor)

    def read(self, *, provider_id: str | None = None, limit: int = 100) -> list[Change]:
        """The newest changes first; lines that are no changes are passed over."""
        try:
            lines = self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        known = (change for line in reversed(lines) if (change := _decode(line)))
        return list(islice((one for one in known if provider_id in (None, one.provider_id)), limit))


def _decode(line: bytes) -> Change | None:
    try:
        return msgspec.json.decode(line, type=Change)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
