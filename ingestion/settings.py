"""Provider settings: `providers.toml` -> validated models. Reads files, never the environment.

```toml
[[providers]]
id = "example"
name = "Example TV"
kind = "m3u"
urls = [{ env = "EXAMPLE_PLAYLIST_URL" }, "https://example.com/more.m3u"]
guide_urls = ["file:///srv/guides/example.xml.gz"]

[providers.probe]
enabled = true
```

Every text may be given as `{ env = "NAME" }` or `{ file = "/run/secrets/x" }` instead; `{ secret = "name" }`
is one that `app.definitions` keeps apart.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from ingestion.errors import SettingsError
from ingestion.parsers.xtream.address import complete_url, parse_panel_address
from ingestion.references import NO_SECRETS, References

MEGABYTE = 1_000_000

_HOST = re.compile(r"(https?://)?([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")

_MESSAGES = {
    "extra_forbidden": "unknown setting",
    "missing": "is missing",
    "string_pattern_mismatch": "must be lower-case letters, digits and -, beginning with a letter or digit",
}

_NEEDS = {
    "xtream": ("panel_url",),
    "bunny": ("library_id", "access_key"),
    "folder": ("folder",),
    "status_history": ("history_url", "days_url"),
}


def _check_url(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    if not url.startswith(("http://", "https://", "file:///")):
        raise ValueError("must begin with http://, https:// or file:/// (three slashes, absolute path)")
    if any(character.isspace() for character in url):
        raise ValueError("must not contain spaces; write %20")
    return value


def _check_panel_url(value: SecretStr) -> SecretStr:
    url = complete_url(value.get_secret_value())
    parse_panel_address(url, "any", "login")
    return SecretStr(url)


def _check_host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError("must be host, host:port or https://host, without path and login")
    return value.lower()


SourceUrl = Annotated[SecretStr, AfterValidator(_check_url)]
PanelUrl = Annotated[SecretStr, AfterValidator(_check_panel_url)]
BackupHost = Annotated[str, AfterValidator(_check_host)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ProbeSettings(_Model):
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


class ProviderSettings(_Model):
    """One provider (table `[[providers]]`)."""

    id: str = Field(
        pattern=r"^[a-z0-9][a-z0-9-]{0,62}$",
        description="Short name that never changes: lower-case letters, digits, `-`",
    )
    name: str = Field(min_length=1, max_length=200, description="Name that people see")
    kind: Literal["m3u", "xtream", "bunny", "folder", "status_history"] = Field(
        description="`m3u`: playlists and guides; `xtream`: a panel; `bunny`: a Bunny Stream library; "
        "`folder`: video files; `status_history`: a daily history of stream states"
    )
    enabled: bool = Field(True, description="Switch off to keep a provider without fetching it")
    urls: tuple[SourceUrl, ...] = Field((), description="Playlists; together they are one catalog")
    guide_urls: tuple[SourceUrl, ...] = Field(
        (), validate_default=True, description="XMLTV guides, plain, .gz or .xz"
    )
    backup_hosts: tuple[BackupHost, ...] = Field(
        (),
        description="Hosts to ask in order when that of the first address fails: `host` (same port), "
        "`host:port` or `https://host`",
    )
    panel_url: PanelUrl | None = Field(
        None, validate_default=True, description="Address of an Xtream panel, in any form that people paste"
    )
    username: SecretStr | None = Field(None, description="Login of a panel; may be part of `panel_url`")
    password: SecretStr | None = Field(
        None, validate_default=True, description="Password of a panel; may be part of `panel_url`"
    )
    library_id: str | None = Field(
        None, pattern=r"^\d{1,12}$", validate_default=True, description="Number of a Bunny Stream library"
    )
    access_key: SecretStr | None = Field(
        None, validate_default=True, description="Key of a Bunny Stream library (not of the account)"
    )
    api_url: SourceUrl = Field(
        SecretStr("https://video.bunnycdn.com"), description="Address of Bunny Stream's API"
    )
    request_spacing_seconds: float = Field(
        0.6, ge=0, le=60, description="Least time between two requests to a library's API"
    )
    folder: Path | None = Field(None, validate_default=True, description="Folder of video files")
    history_url: SourceUrl | None = Field(
        None, validate_default=True, description="CSV of streams with one state per day"
    )
    days_url: SourceUrl | None = Field(
        None, validate_default=True, description="CSV that names the day of each state"
    )
    end_date: date | None = Field(
        None, description="Day that the last day of a history is moved to; yesterday when unset"
    )
    languages: tuple[str, ...] = Field(
        (), description="Preferred languages of guide texts, best first; the guide's first when unset"
    )
    user_agent: str = Field("Watchhouse", min_length=1, description="User agent of all requests")
    headers: dict[str, SecretStr] = Field(
        default_factory=dict,
        description="Further request headers; where there are `urls`, guides on other hosts get none",
    )
    timeout_seconds: float = Field(60.0, gt=0, description="Longest silence of a server during a fetch")
    total_timeout_seconds: float = Field(600.0, gt=0, description="Longest time for one fetch")
    max_bytes: int = Field(200 * MEGABYTE, ge=1, description="Largest playlist, after inflating")
    guide_timezone: str | None = Field(
        None, description="Time zone (`Europe/Berlin`) of guide times that name none; UTC when unset"
    )
    guide_shift_minutes: int = Field(
        0, ge=-1560, le=1560, description="Minutes to add to all guide times, for guides that are wrong"
    )
    guide_max_bytes: int = Field(1000 * MEGABYTE, ge=1, description="Largest guide, after inflating")
    max_drop_ratio: float = Field(
        0.3,
        ge=0,
        le=1,
        description="A list that lost a larger share of the median of the last five accepted syncs, and more "
        "than `max_drop_count` rows, is rejected",
    )
    max_drop_count: int = Field(
        50, ge=0, description="Rows that a list may lose, whatever share of the median they are"
    )
    follow_playlists: bool = Field(
        False, description="Read playlists that a playlist names, on its own host, at most 200, not deeper"
    )
    keep_bodies_days: int = Field(
        14, ge=0, description="Days that fetched bodies are kept, redacted, for `sync --replay`; 0 keeps none"
    )
    keep_bodies_bytes: int = Field(
        500 * MEGABYTE, ge=0, description="Most bytes of kept bodies, compressed; the oldest go first"
    )
    probe: ProbeSettings = Field(default_factory=lambda: ProbeSettings(), description="Stream checks")

    @field_validator("guide_timezone")
    @classmethod
    def _know_the_zone(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError("must be the name of a time zone, as Europe/Berlin")
        return value

    @field_validator("guide_urls")
    @classmethod
    def _need_a_source(cls, value: tuple[SecretStr, ...], info: ValidationInfo) -> tuple[SecretStr, ...]:
        if info.data.get("kind") == "m3u" and info.data.get("urls") == () and not value:
            raise ValueError("kind m3u needs at least one address in urls or guide_urls")
        return value

    @field_validator("password")
    @classmethod
    def _need_a_login(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        url, username = info.data.get("panel_url"), info.data.get("username")
        if info.data.get("kind") == "xtream" and url:
            given = (one.get_secret_value() if one else None for one in (username, value))
            parse_panel_address(url.get_secret_value(), *given)
        return value

    @field_validator("panel_url", "library_id", "access_key", "folder", "history_url", "days_url")
    @classmethod
    def _need_what_the_kind_needs(cls, value: object, info: ValidationInfo) -> object:
        if value is None and info.field_name in _NEEDS.get(kind := info.data.get("kind", ""), ()):
            raise ValueError(f"kind {kind} needs {' and '.join(_NEEDS[kind])}")
        return value


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
