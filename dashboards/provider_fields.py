"""Which fields a form about a provider has, and how their values become text and back. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

FieldType = Literal["text", "secret", "lines", "headers", "switch"]
Widget = str | bool


@dataclass(frozen=True)
class FormField:
    """One field of a form; inner ones are named `probe.enabled`."""

    name: str
    label: str
    type: FieldType = "text"
    help: str | None = None


_NAME = FormField("name", "Name", help="The name that people see")
_URLS = FormField("urls", "Playlist addresses", "lines", "One address a line; together they are one catalog")
_GUIDES = FormField("guide_urls", "Guide addresses (XMLTV)", "lines", "One a line; plain, .gz or .xz")
_HOSTS = FormField(
    "backup_hosts", "Backup hosts", "lines", "One a line, asked in order when the first host fails"
)
_AGENT = FormField("user_agent", "User agent", help="What requests call themselves; Watchhouse when empty")
_HEADERS = FormField("headers", "Request headers", "headers", "One a line, as Name: value; values are secret")
_PROBE = FormField("probe.enabled", "Check that its streams play", "switch")

KINDS: Mapping[str, str] = {
    "m3u": "Playlists (M3U)",
    "xtream": "Xtream panel",
    "bunny": "Bunny Stream library",
    "folder": "Folder of video files",
    "status_history": "History of stream states",
}
FIELDS: Mapping[str, tuple[FormField, ...]] = {
    "m3u": (_NAME, _URLS, _GUIDES, _HOSTS, _AGENT, _HEADERS, _PROBE),
    "xtream": (
        _NAME,
        FormField("panel_url", "Panel address", help="In any form; with the login in it, or without"),
        FormField("username", "User name", "secret"),
        FormField("password", "Password", "secret"),
        _GUIDES,
        _HOSTS,
        _AGENT,
        _PROBE,
    ),
    "bunny": (
        _NAME,
        FormField("library_id", "Library number"),
        FormField("access_key", "Key of the library", "secret", "The library's key, not the account's"),
        FormField("api_url", "API address", help="Bunny's own when empty"),
        _PROBE,
    ),
    "folder": (_NAME, FormField("folder", "Folder", help="Its path on the machine that syncs")),
    "status_history": (
        _NAME,
        FormField("history_url", "History (CSV)", help="Address of streams with one state per day"),
        FormField("days_url", "Days (CSV)", help="Address of what names the day of each state"),
        FormField("end_date", "Last day", help="Day that the history's end is moved to, as 2026-01-31"),
    ),
}


def to_widget(field: FormField, definition: Mapping[str, Any]) -> Widget:
    """What a widget shows of a definition; secrets are never shown."""
    value = _look_up(field.name, definition)
    if field.type == "switch":
        return value is True
    if value is None or field.type == "secret":
        return ""
    if field.type == "lines":
        return "\n".join(_text(item) for item in value)
    if field.type == "headers":
        return "\n".join(f"{name}: {_text(item)}" for name, item in value.items())
    return _text(value)


def from_widgets(
    fields: tuple[FormField, ...], given: Mapping[str, Widget], shown: Mapping[str, Any]
) -> dict[str, Any]:
    """The fields to send: those that differ from what was shown, None for those that were emptied."""
    changes: dict[str, Any] = {}
    typed = typed_values(fields, given, shown)
    for field in fields:
        if field.name not in typed:
            continue
        outer, _, inner = field.name.partition(".")
        value = _parse(field, typed[field.name])
        if inner:
            changes.setdefault(outer, {})[inner] = value
        else:
            changes[outer] = value
    return changes


def typed_values(
    fields: tuple[FormField, ...], given: Mapping[str, Widget], shown: Mapping[str, Any]
) -> dict[str, Widget]:
    """What stands in widgets, by field, where it differs from what they showed of a definition."""
    entered = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    return {
        field.name: entered[field.name] for field in fields if entered[field.name] != to_widget(field, shown)
    }


def faults_of(field: FormField, faults: Mapping[str, str]) -> list[str]:
    """Messages about a field; of a line of several, with its number."""
    told = []
    for place, message in faults.items():
        if place == field.name:
            told.append(message)
        elif place.startswith(f"{field.name}."):
            rest = place.removeprefix(f"{field.name}.")
            told.append(f"line {int(rest) + 1}: {message}" if rest.isdecimal() else f"{rest}: {message}")
    return told


def _look_up(name: str, definition: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    outer, _, inner = name.partition(".")
    value = definition.get(outer)
    return (value or {}).get(inner) if inner else value


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _parse(field: FormField, entered: Widget) -> object:
    if isinstance(entered, bool) or not entered:
        return entered if isinstance(entered, bool) else None
    if field.type == "lines":
        return [_item(line.strip()) for line in entered.splitlines() if line.strip()]
    if field.type == "headers":
        pairs = (line.partition(":") for line in entered.splitlines() if line.strip())
        return {name.strip(): _item(value.strip()) for name, _, value in pairs}
    return _item(entered)


def _item(text: str) -> object:
    """A text, or the reference that it shows."""
    if text.startswith("{"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
