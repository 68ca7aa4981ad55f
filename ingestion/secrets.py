"""Logins of streams: one file per provider, readable by nobody else. Never in tables or logs."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ingestion.landing import write_atomically


class _Stored(msgspec.Struct):
    settings_hash: str
    logins: dict[str, str]


class SecretStore:
    """Full URLs by stream key. Keeps its folder at mode 0700 and its files at 0600."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def save(self, provider_id: str, logins: Mapping[str, str], *, settings_hash: str) -> None:
        """Replace a provider's logins at once. Raises OSError; the old file is then as it was.

        `settings_hash` stands for the settings that they were made with.
        """
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.directory.chmod(0o700)
        content = msgspec.json.encode(_Stored(settings_hash, dict(logins)))
        write_atomically(self._path(provider_id), lambda path: _write(path, content))

    def load(self, provider_id: str) -> dict[str, str]:
        """A provider's logins; none before its first save."""
        stored = self._read(provider_id)
        return stored.logins if stored else {}

    def settings_hash(self, provider_id: str) -> str | None:
        """What its logins were saved with; None where there are none."""
        stored = self._read(provider_id)
        return stored.settings_hash if stored else None

    def remove(self, provider_id: str) -> None:
        """Forget a provider's logins."""
        self._path(provider_id).unlink(missing_ok=True)

    def _read(self, provider_id: str) -> _Stored | None:
        try:
            return msgspec.json.decode(self._path(provider_id).read_bytes(), type=_Stored)
        except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError):
            return None  # the next sync makes the file anew

    def _path(self, provider_id: str) -> Path:
        return self.directory / f"streams-{provider_id}.json"


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
