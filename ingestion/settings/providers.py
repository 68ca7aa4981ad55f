"""Settings of one provider (table `[[providers]]`)."""

from collections.abc import Iterable
from datetime import UTC, date, timedelta, tzinfo
from hashlib import sha256
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from ingestion.parsers.text import known_codec
from ingestion.parsers.xtream.address import parse_panel_address
from ingestion.redaction import redact_url
from ingestion.settings.guides import GuideTimes, ShiftMinutes, TimeZone
from ingestion.settings.probing import ProbeSettings
from ingestion.settings.values import (
    MEGABYTE,
    MOST_BYTES,
    MOST_SECONDS,
    BackupHost,
    Headers,
    HeaderSecret,
    HeaderText,
    PanelUrl,
    SettingsTable,
    SourceUrl,
)

_NEEDS = {
    "xtream": ("panel_url",),
    "bunny": ("library_id", "access_key"),
    "folder": ("folder",),
    "status_history": ("history_url", "days_url"),
}


_READING = {
    *("charset", "extgrp_sticky", "guide_shift_minutes", "guide_times", "guide_timezone", "languages"),
}


class ProviderSettings(SettingsTable):
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
    access_key: HeaderSecret | None = Field(
        None, validate_default=True, description="Key of a Bunny Stream library (not of the account)"
    )
    api_url: SourceUrl = Field(
        SecretStr("https://video.bunnycdn.com"), description="Address of Bunny Stream's API"
    )
    request_spacing_seconds: float = Field(
        0.6, ge=0, le=60, description="Least time between two requests to a library's API"
    )
    statistics_limit: int = Field(
        500,
        ge=0,
        le=100_000,
        description="Most videos of a library whose views are asked for, one request each",
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
    user_agent: HeaderText = Field("Watchhouse", min_length=1, description="User agent of all requests")
    headers: Headers = Field(
        default_factory=dict,
        description="Further request headers; where there are `urls`, guides on other hosts get none",
    )
    timeout_seconds: float = Field(
        60.0, gt=0, le=MOST_SECONDS, description="Longest silence of a server during a fetch"
    )
    total_timeout_seconds: float = Field(
        600.0,
        gt=0,
        le=MOST_SECONDS,
        description="Longest time for one playlist, guide or answer: connecting, redirects, retries with "
        "their waits, and backup hosts",
    )
    max_bytes: int = Field(
        200 * MEGABYTE, ge=1, le=MOST_BYTES, description="Largest playlist, after inflating"
    )
    charset: str | None = Field(
        None,
        description="Encoding (`windows-1251`) of what is not UTF-8 in playlists and guides, for servers "
        "that name none or a wrong one; what a guide declares goes first",
    )
    extgrp_sticky: bool = Field(
        False, description="An `#EXTGRP` of a playlist holds until the next one, as Kodi reads it"
    )
    guide_timezone: TimeZone | None = Field(
        None, description="Time zone (`Europe/Berlin`) of guide times that name none; UTC when unset"
    )
    guide_shift_minutes: ShiftMinutes = Field(
        0, description="Minutes to add to all guide times, for guides that are wrong"
    )
    guide_times: dict[str, GuideTimes] = Field(
        default_factory=dict,
        description="`timezone` and `shift_minutes` of single guides by name (`a.xml`), where they differ",
    )
    guide_max_bytes: int = Field(
        1000 * MEGABYTE, ge=1, le=MOST_BYTES, description="Largest guide, after inflating"
    )
    max_drop_ratio: float = Field(
        0.3,
        ge=0,
        le=1,
        description="A list that lost a larger share of the median of the last five accepted syncs, and more "
        "than `max_drop_count` rows, is rejected",
    )
    max_drop_count: int = Field(
        50,
        ge=0,
        le=1_000_000_000,
        description="Rows that a list may lose, whatever share of the median they are",
    )
    follow_playlists: bool = Field(
        False, description="Read playlists that a playlist names, on its own host, at most 200, not deeper"
    )
    keep_bodies_days: int = Field(
        14,
        ge=0,
        le=365_000,
        description="Days that fetched bodies are kept, redacted, for `sync --replay`; 0 keeps none",
    )
    keep_bodies_bytes: int = Field(
        500 * MEGABYTE,
        ge=0,
        le=MOST_BYTES,
        description="Most bytes of kept bodies, compressed; the oldest go first",
    )
    probe: ProbeSettings = Field(default_factory=lambda: ProbeSettings(), description="Stream checks")

    @field_validator("charset")
    @classmethod
    def _know_the_charset(cls, value: str | None) -> str | None:
        if value is not None and known_codec(value) is None:
            raise ValueError("must be the name of an encoding, as windows-1251")
        return value

    @field_validator("guide_times")
    @classmethod
    def _know_the_guides(cls, value: dict[str, GuideTimes], info: ValidationInfo) -> dict[str, GuideTimes]:
        own = {"xmltv.php"} if info.data.get("kind") == "xtream" else set()
        names = own | _guide_names(info.data.get("guide_urls", ()))
        if "guide_urls" in info.data and (unknown := sorted(set(value) - names)):
            raise ValueError(
                f"no guide is named {redact_url(unknown[0])!r}; known: {', '.join(sorted(names)) or 'none'}"
            )
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

    def times_of(self, guide: str) -> tuple[tzinfo, timedelta]:
        """The zone of times that name none in a guide, by its name, and what to add to all of them."""
        own = self.guide_times.get(guide, GuideTimes())
        zone = own.timezone or self.guide_timezone
        minutes = self.guide_shift_minutes if own.shift_minutes is None else own.shift_minutes
        return ZoneInfo(zone) if zone else UTC, timedelta(minutes=minutes)

    @property
    def reading_key(self) -> str:
        """Short text that is another one when the same bytes are to be read differently; empty by default."""
        changed = self.model_dump_json(include=_READING, exclude_defaults=True)
        return sha256(changed.encode()).hexdigest()[:8] if changed != "{}" else ""


def _guide_names(urls: Iterable[SecretStr]) -> set[str]:
    """The names that guides may have: file names, and whole addresses without their logins."""
    shown = [redact_url(url.get_secret_value()) for url in urls]
    return {name for url in shown for name in (url, url.partition("?")[0].rpartition("/")[2]) if name}
