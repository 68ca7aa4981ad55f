"""Secrets of providers' definitions: one file of mode 0600 per provider, name to value.

A stored value never changes. A new one gets a name of its own, so that a definition never meets a secret of
another state of it, however a change was cut off.
"""

from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

import msgspec

from app.secret_files import replace_file
from ingestion.errors import SettingsError


class DefinitionSecrets:
    """The secrets that definitions refer to by `{ secret = "name" }`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, provider_id: str) -> dict[str, str]:
        """A provider's secrets by name. Raises SettingsError when the file cannot be read."""
        path = self._path(provider_id)
        try:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise SettingsError(
                [f"secrets of {provider_id} cannot be read ({type(error).__name__})"]
            ) from None

    def save(self, provider_id: str, values: Mapping[str, str]) -> None:
        """Replace a provider's secrets; none removes the file. Raises OSError."""
        if values:
            replace_file(self._path(provider_id), msgspec.json.encode(values))
        else:
            self._path(provider_id).unlink(missing_ok=True)

    def _path(self, provider_id: str) -> Path:
        # Hand-written ids may hold anything; only well-formed ones have secrets.
        return self.folder / f"{provider_id.replace('/', '_')}.json"


def new_name(field: str) -> str:
    """A name that no other secret has, telling the field that it belongs to."""
    return f"{field}-{token_hex(4)}"
