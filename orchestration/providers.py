"""Provider settings as the platform sees them: read with the environment's secrets."""

import os

from app.definitions.secrets import DefinitionSecrets
from app.settings import Settings
from ingestion.errors import SettingsError
from ingestion.settings import ProviderSettings, load_providers


def read_providers(settings: Settings) -> list[ProviderSettings]:
    """The enabled providers. Raises SettingsError naming every fault of the file."""
    return [provider for provider in read_all_providers(settings) if provider.enabled]


def read_all_providers(settings: Settings) -> list[ProviderSettings]:
    """All providers, also those that are switched off. Raises SettingsError as `read_providers`."""
    try:
        return _load(settings)
    except SettingsError:  # perhaps of a change that came between the definitions and their secrets
        return _load(settings)


def _load(settings: Settings) -> list[ProviderSettings]:
    secrets = DefinitionSecrets(settings.definition_secrets_dir)
    return load_providers(settings.providers_path, os.environ, secrets.load)
