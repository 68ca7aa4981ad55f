"""What assets get handed: the data folder's stores, and dbt. Resources hold no logic."""

from collections.abc import Mapping
from pathlib import Path

import dagster as dg
from dagster_dbt import DbtCliResource

from app.settings import Settings
from app.snapshot import SnapshotStore
from ingestion.landing import RawStore
from ingestion.secrets import SecretStore
from ingestion.settings import ProviderSettings
from orchestration.dbt import DBT_EXECUTABLE, PROJECT
from orchestration.providers import read_providers
from orchestration.pulling import SyncStores


class DataFolder(dg.ConfigurableResource["DataFolder"]):
    """The data folder of this installation; from `WATCHHOUSE_DATA_DIR` unless given."""

    data_dir: str | None = None

    def settings(self) -> Settings:
        """All settings, read from the environment now."""
        return Settings() if self.data_dir is None else Settings(data_dir=Path(self.data_dir))

    def raw_store(self) -> RawStore:
        """The raw tables."""
        return RawStore(self.settings().raw_dir)

    def snapshots(self) -> SnapshotStore:
        """The published snapshots."""
        return SnapshotStore(self.settings().published_dir)

    def secret_store(self) -> SecretStore:
        """The stream logins."""
        return SecretStore(self.settings().secrets_dir)

    def sync_stores(self) -> SyncStores:
        """All that a sync reads and writes."""
        return SyncStores.of(self.settings())

    def provider(self, provider_id: str) -> ProviderSettings:
        """Settings of one provider. Raises dagster's Failure when it is not configured."""
        providers = read_providers(self.settings())
        for provider in providers:
            if provider.id == provider_id:
                return provider
        known = ", ".join(provider.id for provider in providers) or "none"
        raise dg.Failure(
            f"provider {provider_id!r} is not in {self.settings().providers_path}; configured: {known}",
            allow_retries=False,
        )


def build_resources(data_dir: Path | None = None) -> Mapping[str, object]:
    """The resources of the platform, on a given data folder in tests."""
    return {
        "data": DataFolder(data_dir=None if data_dir is None else str(data_dir)),
        "dbt": DbtCliResource(project_dir=PROJECT, dbt_executable=DBT_EXECUTABLE),
    }
