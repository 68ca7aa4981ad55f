"""Read `providers.toml`, and tell every fault of it at once."""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ingestion.errors import SettingsError
from ingestion.references import NO_SECRETS, References
from ingestion.settings.providers import ProviderSettings

_MESSAGES = {
    "extra_forbidden": "unknown setting",
    "missing": "is missing",
    "string_pattern_mismatch": "must be lower-case letters, digits and -, beginning with a letter or digit",
}


def load_providers(
    path: Path,
    environment: Mapping[str, str],
    secrets: Callable[[str], Mapping[str, str]] = lambda _: NO_SECRETS,
) -> list[ProviderSettings]:
    """Read and validate the settings of all providers; a missing file means none.

    `environment` resolves `{ env = "NAME" }`, and `secrets` (by provider id) `{ secret = "name" }`.
    Raises SettingsError with every fault of the file at once.
    """
    if not path.exists():
        return []
    tables = read_tables(path)
    faults: list[str] = []
    providers: list[ProviderSettings] = []
    for index, table in enumerate(tables):
        provider_id = table["id"] if isinstance(table.get("id"), str) else None
        known = secrets(provider_id) if provider_id else NO_SECRETS
        provider, found = read_provider(table, References(environment, known))
        label = f"providers[{index}]" if provider_id is None else f'provider "{provider_id}"'
        faults += (f"{label}: {place}: {fault}" if place else f"{label}: {fault}" for place, fault in found)
        providers += [provider] if provider else []
    ids = Counter(str(table["id"]) for table in tables if "id" in table)
    repeated = [key for key, count in ids.items() if count > 1]
    faults += (f'provider "{key}": id: used more than once' for key in repeated)
    if faults:
        raise SettingsError([f"{path.name}: {fault}" for fault in faults])
    return providers


def read_provider(
    table: Mapping[str, Any], references: References
) -> tuple[ProviderSettings | None, list[tuple[str, str]]]:
    """One provider's settings, and every fault of its table: place and message, free of the values."""
    resolved = references.resolve(dict(table))
    try:
        provider = ProviderSettings.model_validate(resolved)
    except ValidationError as error:
        return None, references.faults + list(_describe(error, references.failed))
    return provider, references.faults


def read_tables(path: Path) -> list[dict[str, Any]]:
    """The tables of all providers as they are written. Raises SettingsError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError([f"{path.name}: {error}"]) from None
    tables: object = document.pop("providers", [])
    faults = [f'{path.name}: unknown table "{name}"; write [[providers]]' for name in document]
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        faults.append(f"{path.name}: providers must be tables that begin with [[providers]]")
    if faults or not isinstance(tables, list):
        raise SettingsError(faults)
    return tables


def _describe(error: ValidationError, already_told: set[str]) -> Iterator[tuple[str, str]]:
    """Place and message of each fault, free of the values (they may be secret)."""
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        place = ".".join(str(part) for part in detail["loc"])
        if place not in already_told:
            yield place, _MESSAGES.get(detail["type"], detail["msg"].removeprefix("Value error, "))
