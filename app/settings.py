"""Every setting of Watchhouse, read once from the environment (`WATCHHOUSE_…`) and validated together.

Nothing else in the project reads the environment. Folders derive from `data_dir` alone.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingestion.playback.viewers import Rotation

Port = Annotated[int, Field(ge=0, le=65535)]


class Settings(BaseSettings):
    """Settings with their defaults. Raises pydantic's ValidationError naming every fault at once."""

    model_config = SettingsConfigDict(env_prefix="WATCHHOUSE_", frozen=True)

    data_dir: Path = Field(Path("data"), description="Folder that holds everything Watchhouse stores")
    providers_file: Path | None = Field(
        None, description="Provider settings; `providers.toml` in the data folder when unset"
    )
    host: str = Field("127.0.0.1", description="Address that the servers listen on")
    api_port: Port = Field(8000, description="Port of the API and the collector")
    api_workers: int = Field(1, ge=1, le=64, description="Processes that the API and the collector run in")
    dashboards_port: Port = Field(8501, description="Port of the dashboards")
    dagster_port: Port = Field(3000, description="Port of Dagster's webserver")
    origin_port: Port = Field(8090, description="Port of the loopback streams that the demo probes")
    panel_port: Port = Field(8091, description="Port of the Xtream panel that the demo syncs")
    postgres_url: SecretStr | None = Field(
        None, description="PostgreSQL for Dagster's storage; SQLite in the data folder when unset"
    )
    api_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="Token for read access; made at random at first start when unset",
    )
    cors_origins: str = Field(
        "*", description="Origins that may send events, separated by commas, or `*` for every one"
    )
    sites_file: Path | None = Field(
        None,
        description="Sites that may send, with their write keys; `sites.toml` in the data folder when unset",
    )
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="Proxies whose `X-Forwarded-For` is believed: addresses, networks, separated by commas",
    )
    address_rate: int = Field(
        100,
        ge=0,
        description="Requests a second from one address, loopback excepted, to one process; 0 for no limit",
    )
    key_rate: int = Field(
        0, ge=0, description="Requests a second with one write key to one process; 0 for no limit"
    )
    country_mmdb: Path | None = Field(
        None, description="MMDB file with countries or cities, for viewers' countries; none when unset"
    )
    asn_mmdb: Path | None = Field(
        None, description="MMDB file with autonomous systems, for viewers' networks; none when unset"
    )
    viewer_salt_rotation: Rotation = Field(
        "none", description="`daily`: a viewer is another one on every UTC day; `none`: stays the same"
    )
    body_seconds: float = Field(
        20.0, gt=0, description="Seconds that a client may take to send a batch of events"
    )
    access_logs_dir: Path | None = Field(
        None, description="Folder of access logs to read CMCD from, plain or gzip; none when unset"
    )
    event_body_bytes: int = Field(
        1_048_576, ge=1024, description="Largest body of one batch of events, after inflating"
    )
    event_batch_count: int = Field(500, ge=1, description="Most events in one batch")
    segment_bytes: int = Field(
        67_108_864, ge=1024, description="Size at which the collector closes a spool segment"
    )
    segment_seconds: float = Field(
        30.0, gt=0, description="Age at which the collector closes a spool segment"
    )
    spool_bytes: int = Field(
        4_294_967_296, ge=1024, description="Spool size above which the collector answers 503"
    )
    snapshots_kept: int = Field(5, ge=1, description="Published snapshots to keep")
    run_retention_days: int = Field(30, ge=1, description="Days that finished Dagster runs are kept")

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @property
    def raw_dir(self) -> Path:
        """Raw tables (`ingestion.landing`)."""
        return self.data_dir / "raw"

    @property
    def spool_dir(self) -> Path:
        """What the collector has answered for and compaction has not yet landed (`app.spool`)."""
        return self.data_dir / "spool"

    @property
    def published_dir(self) -> Path:
        """Snapshots (`app.snapshot`)."""
        return self.data_dir / "published"

    @property
    def warehouse_path(self) -> Path:
        """The DuckDB file that dbt alone writes."""
        return self.data_dir / "warehouse" / "watchhouse.duckdb"

    @property
    def docs_dir(self) -> Path:
        """The built dbt documentation, served at `/warehouse`."""
        return self.data_dir / "docs"

    @property
    def secrets_dir(self) -> Path:
        """Stream logins, the viewer salt and the read token's hash; files of mode 0600."""
        return self.data_dir / "secrets"

    @property
    def bodies_dir(self) -> Path:
        """Bodies of syncs, redacted and compressed (`ingestion.syncing.kept_bodies`)."""
        return self.data_dir / "bodies"

    @property
    def locks_dir(self) -> Path:
        """Lock files of syncs under way (`ingestion.syncing.locks`)."""
        return self.data_dir / "locks"

    @property
    def dry_run_dir(self) -> Path:
        """What the dry run under way writes (`app.dry_runs`); gone when it ends."""
        return self.data_dir / "dry-run"

    @property
    def definition_secrets_dir(self) -> Path:
        """Secrets of the providers' definitions (`app.definitions`)."""
        return self.secrets_dir / "providers"

    @property
    def admin_tokens_dir(self) -> Path:
        """Hashes of the admin tokens, one file a person (`app.admin_tokens`)."""
        return self.secrets_dir / "admin"

    @property
    def changes_path(self) -> Path:
        """The record of changes to the providers' definitions (`app.definitions.changes`)."""
        return self.data_dir / "provider_changes.jsonl"

    @property
    def sites_path(self) -> Path:
        """Where the sites that may send are read from (`app.sites`); without it everyone may."""
        return self.sites_file or self.data_dir / "sites.toml"

    @property
    def imports_dir(self) -> Path:
        """Exports of other media servers to read: `jellyfin/` and `tautulli/` (`ingestion.imports`)."""
        return self.data_dir / "imports"

    @property
    def access_logs_state_path(self) -> Path:
        """Which access logs have been read how far (`ingestion.playback.access_logs`)."""
        return self.data_dir / "access_logs.json"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own folder."""
        return self.data_dir / "dagster"

    @property
    def providers_path(self) -> Path:
        """Where the provider settings are read from."""
        return self.providers_file or self.data_dir / "providers.toml"
