"""What of a definition is secret: split off for storing, hidden for showing, put back when it comes hidden.

Pure. A table is a definition as it stands in the file; `secrets` are those of its provider.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.definitions.secrets import new_name
from ingestion.redaction import HIDDEN, redact_url
from ingestion.references import reference

Table = dict[str, Any]
# Texts that are secret whatever they look like; addresses are where they hold a login.
SECRET_FIELDS = frozenset(("access_key", "headers", "password", "username"))
_NEVER_SECRET = frozenset(("id", "kind", "name"))


def split_secrets(table: Table) -> tuple[Table, dict[str, str]]:
    """The table with references in the place of secrets, and the secrets by their new names."""
    secrets: dict[str, str] = {}

    def split(field: str, text: str) -> object:
        if _shown(field, text) == text or not text:
            return text
        name = new_name(field)
        secrets[name] = text
        return {"secret": name}

    return _map_texts(table, split), secrets


def hide_secrets(table: Table, secrets: Mapping[str, str]) -> Table:
    """The table as it may be shown: secrets and logins are `***`, references to other places as written."""
    shown = _map_texts(table, _shown, lambda field, found: _shown_reference(field, found, secrets))
    return {field: _hide_logins_in_keys(value) for field, value in shown.items()}


def restore_hidden(changes: Mapping[str, Any], stored: Table, secrets: Mapping[str, str]) -> Table:
    """Changes in which each value that came as it is shown is again what is stored in that field."""
    shown = hide_secrets(stored, secrets)
    return {field: _restore(value, shown.get(field), stored.get(field)) for field, value in changes.items()}


def fill_secrets(table: Table, secrets: Mapping[str, str]) -> Table:
    """The table with its secrets in plain; references to other places stay."""
    return _map_texts(
        table, lambda _, text: text, lambda _, found: secrets.get(found.get("secret", ""), found)
    )


def merge(before: Table, changes: Mapping[str, Any]) -> Table:
    """The table with fields set, and those unset that are None; `probe` is merged field by field."""
    merged = {**before, **changes}
    if isinstance(inner := changes.get("probe"), dict) and isinstance(known := before.get("probe"), dict):
        merged["probe"] = merge(known, inner)
    return {
        field: merge({}, value) if isinstance(value, dict) else value
        for field, value in merged.items()
        if value is not None
    }


def secret_names(value: object) -> Iterator[str]:
    """Names of all secrets that a value refers to."""
    found = reference(value)
    if found:
        if found[0] == "secret":
            yield found[1]
        return
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from secret_names(part)


def texts_of(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a value with its place, those of references left out."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts_of(item, f"{place}.{index}")
    elif isinstance(value, dict) and not reference(value):
        for key, item in value.items():
            yield from texts_of(item, f"{place}.{key}".lstrip("."))


def references_of(value: object, place: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every reference of a value with its place."""
    if isinstance(value, dict) and reference(value):
        yield place, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from references_of(item, f"{place}.{index}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from references_of(item, f"{place}.{key}".lstrip("."))


def changed_fields(before: Table, after: Table) -> list[str]:
    """Names of the fields in which two states differ; those of inner tables as `probe.enabled`."""
    names: list[str] = []
    for field in {**before, **after}:
        old, new = before.get(field), after.get(field)
        if old == new and (field in before) == (field in after):
            continue
        if field == "probe" and isinstance(old or {}, dict) and isinstance(new or {}, dict):
            names += (f"probe.{name}" for name in changed_fields(old or {}, new or {}))
        else:
            names.append(field)
    return names


def _shown(field: str, text: str) -> str:
    if field in _NEVER_SECRET:
        return text
    if field in SECRET_FIELDS:
        return HIDDEN
    # People leave the scheme out, and a login before the host is known only behind one.
    return redact_url(text) if "://" in text else redact_url(f"http://{text}").removeprefix("http://")


def _shown_reference(field: str, found: dict[str, str], secrets: Mapping[str, str]) -> object:
    if "secret" not in found:
        return found
    return _shown(field, secrets.get(found["secret"], HIDDEN)) if field not in _NEVER_SECRET else HIDDEN


def _hide_logins_in_keys(value: object) -> object:
    """Inner tables may go by addresses, such as those of guides."""
    if isinstance(value, dict):
        return {redact_url(key) if "://" in key else key: item for key, item in value.items()}
    return value


def _map_texts(
    table: Table,
    change: Callable[[str, str], object],
    change_reference: Callable[[str, dict[str, str]], object] = lambda _, found: found,
) -> Table:
    """The table with every text and every reference replaced; both functions get the name of the field."""

    def walk(field: str, value: object) -> object:
        if isinstance(value, str):
            return change(field, value)
        if isinstance(value, list):
            return [walk(field, item) for item in value]
        if isinstance(value, dict):
            if reference(value):
                return change_reference(field, value)
            return {key: walk(field, item) for key, item in value.items()}
        return value

    return {field: walk(field, value) for field, value in table.items()}


def _restore(value: object, shown: object, stored: object) -> object:
    """A value in which what equals a shown one is the stored one: the same key, else the same list's next."""
    if value == shown:
        return stored
    if isinstance(value, dict) and isinstance(shown, dict) and isinstance(stored, dict):
        return {key: _restore(item, shown.get(key), stored.get(key)) for key, item in value.items()}
    if isinstance(value, list) and isinstance(shown, list) and isinstance(stored, list):
        left = list(zip(shown, stored, strict=True))
        return [_take(item, left) for item in value]
    return value


def _take(item: object, left: list[tuple[object, object]]) -> object:
    for index, (shown, stored) in enumerate(left):
        if shown == item:
            del left[index]
            return stored
    return item
