"""Logins of streams: one file per provider, readable by nobody else. Never in tables or logs."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ingestion.landing import write_atomically


class SecretStore:
    """Full URLs by stream key. Keeps its folder at mode 0700 and its files at 0600."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def save(self, provider_id: str, logins: Mapping[str, str]) -> None:
        """Replace a provider's logins at once. Raises OSError; the old file is then as it was."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.directory.chmod(0o700)
        write_atomically(self._path(provider_id), lambda path: _write(path, msgspec.json.encode(logins)))

    def load(self, provider_id: str) -> dict[str, str]:
        """A provider's logins; none before its first save."""
        try:
            return msgspec.json.decode(self._path(provider_id).read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            return {}

    def _path(self, provider_id: str) -> Path:
        return self.directory / f"streams-{provider_id}.json"


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
