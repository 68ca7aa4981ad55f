"""Which fields a form about a provider has: every setting that its kind has a use for. Pure.

What is not named here is offered for all kinds, among the advanced ones, with a label made of its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.definitions.settings_fields import FieldType, SettingField, setting_fields

KINDS: Mapping[str, str] = {
    "m3u": "Playlists (M3U)",
    "xtream": "Xtream panel",
    "bunny": "Bunny Stream library",
    "folder": "Folder of video files",
    "status_history": "History of stream states",
}
MAIN, ADVANCED, CHECKS = "", "Advanced", "Advanced: stream checks"
# The id and the kind of a provider never change, and a button switches it off.
ELSEWHERE = frozenset(("id", "kind", "enabled"))

_MAIN: Mapping[str, tuple[str, ...]] = {
    "m3u": ("name", "urls", "guide_urls", "backup_hosts", "user_agent", "headers", "probe.enabled"),
    "xtream": (
        *("name", "panel_url", "username", "password", "guide_urls", "backup_hosts", "user_agent"),
        "probe.enabled",
    ),
    "bunny": ("name", "library_id", "access_key", "probe.enabled"),
    "folder": ("name", "folder"),
    "status_history": ("name", "history_url", "days_url", "end_date"),
}
_GUIDES = (
    *("guide_urls", "languages", "charset", "guide_timezone", "guide_shift_minutes", "guide_times"),
    "guide_max_bytes",
)
# Settings that mean nothing to the kinds that are not named.
KINDS_OF: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("urls", "extgrp_sticky", "follow_playlists"), ("m3u",)),
    **dict.fromkeys(("panel_url", "username", "password"), ("xtream",)),
    **dict.fromkeys((*_GUIDES, "backup_hosts"), ("m3u", "xtream")),
    **dict.fromkeys(
        ("library_id", "access_key", "api_url", "request_spacing_seconds", "statistics_limit"), ("bunny",)
    ),
    **dict.fromkeys(("folder",), ("folder",)),
    **dict.fromkeys(("history_url", "days_url", "end_date"), ("status_history",)),
    **dict.fromkeys(
        ("user_agent", "headers", "timeout_seconds", "max_bytes"),
        ("m3u", "xtream", "bunny", "status_history"),
    ),
    **dict.fromkeys(("probe",), ("m3u", "xtream", "bunny")),
}
_LABELS: Mapping[str, str] = {
    "urls": "Playlist addresses",
    "guide_urls": "Guide addresses (XMLTV)",
    "headers": "Request headers",
    "panel_url": "Panel address",
    "username": "User name",
    "library_id": "Library number",
    "access_key": "Key of the library",
    "api_url": "API address",
    "history_url": "History (CSV)",
    "days_url": "Days (CSV)",
    "end_date": "Last day",
    "charset": "Encoding",
    "extgrp_sticky": "EXTGRP holds until the next one",
    "max_bytes": "Playlist max bytes",
    "probe.enabled": "Check that its streams play",
}
_HINTS: Mapping[FieldType, str] = {
    "lines": "One a line.",
    "headers": "One a line, as `Name: value`; values are secret.",
}


@dataclass(frozen=True)
class FormField:
    """One field of a form; inner ones are named `probe.enabled`."""

    name: str
    label: str
    type: FieldType = "text"
    help: str | None = None
    default: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple["FormField", ...] = ()


def sections_of(kind: str) -> dict[str, tuple[FormField, ...]]:
    """The fields of a kind of provider by the part of the form that they stand in."""
    fields = {one.name: _form_field(one) for one in setting_fields() if _is_offered(one.name, kind)}
    rest = [field for name, field in fields.items() if name not in _MAIN[kind]]
    return {
        MAIN: tuple(fields[name] for name in _MAIN[kind]),
        ADVANCED: tuple(field for field in rest if "." not in field.name),
        CHECKS: tuple(field for field in rest if "." in field.name),
    }


def fields_of(kind: str) -> tuple[FormField, ...]:
    """All fields of a kind of provider."""
    return tuple(field for section in sections_of(kind).values() for field in section)


def faults_of(name: str, faults: Mapping[str, str]) -> list[str]:
    """Messages about a field; of a line of several, with its number."""
    told = []
    for place, message in faults.items():
        if place == name:
            told.append(message)
        elif place.startswith(f"{name}."):
            rest = place.removeprefix(f"{name}.")
            told.append(f"line {int(rest) + 1}: {message}" if rest.isdecimal() else f"{rest}: {message}")
    return told


def _is_offered(name: str, kind: str) -> bool:
    return name not in ELSEWHERE and kind in KINDS_OF.get(name.partition(".")[0], KINDS)


def _form_field(setting: SettingField) -> FormField:
    derived = setting.name.rpartition(".")[2].replace("_", " ").capitalize()
    told = f"{setting.description.rstrip('.')}. {_HINTS.get(setting.type, '')}".strip()
    return FormField(
        setting.name,
        _LABELS.get(setting.name, derived),
        setting.type,
        told,
        setting.default,
        setting.choices,
        tuple(map(_form_field, setting.columns)),
    )
