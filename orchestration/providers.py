"""Provider settings as the platform sees them: read with the environment's secrets."""

import os

from app.settings import Settings
from ingestion.settings import ProviderSettings, load_providers


def read_providers(settings: Settings) -> list[ProviderSettings]:
    """The enabled providers. Raises SettingsError naming every fault of the file."""
    providers = load_providers(settings.providers_path, os.environ)
    return [provider for provider in providers if provider.enabled]
