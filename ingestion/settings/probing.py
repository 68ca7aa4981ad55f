"""Settings of the prober (table `[providers.probe]`)."""

from typing import Literal

from pydantic import Field

from ingestion.settings.values import MEGABYTE, SettingsTable


class ProbeSettings(SettingsTable):
    """How a provider's streams are checked (table `[providers.probe]`)."""

    enabled: bool = Field(False, description="Check the provider's streams; off unless switched on")
    level: Literal[1, 2] = Field(
        2, description="1: connect and look at the first bytes; 2: read playable media"
    )
    interval_seconds: int = Field(900, ge=10, description="Time between two checks of a stream")
    vantage: str = Field("local", min_length=1, description="Name of the place that checks are made from")
    max_per_host: int = Field(2, ge=1, le=64, description="Checks at once on one host")
    max_total: int = Field(16, ge=1, le=1024, description="Checks at once in all")
    spacing_seconds: float = Field(2.0, ge=0, description="Least time between two checks on one host")
    connect_timeout_seconds: float = Field(5.0, gt=0, description="Longest time to connect")
    first_byte_timeout_seconds: float = Field(10.0, gt=0, description="Longest wait for the first byte")
    total_timeout_seconds: float = Field(45.0, gt=0, description="Longest time for one check")
    body_bytes: int = Field(2 * MEGABYTE, ge=1024, description="Most bytes that one check reads")
    stream_limit: int | None = Field(None, ge=1, description="Most streams per run; all when unset")
    stale_min_seconds: float = Field(
        12.0, gt=0, description="Least time to wait for a live playlist to move on before it counts as stale"
    )
    stale_max_seconds: float = Field(45.0, gt=0, description="Most time to wait for a live playlist")
    canary_urls: tuple[str, ...] = Field(
        (), description="Addresses that always work; when all fail, the fault is ours and the run is invalid"
    )
    allowed_hosts: tuple[str, ...] | None = Field(
        None, description="Hosts that may be probed; every host when unset"
    )
