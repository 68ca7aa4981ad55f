"""Change single definitions in the text of `providers.toml`; comments and order of all others stay. Pure."""

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, InlineTable, Item, Table

from ingestion.errors import SettingsError
from ingestion.references import reference

_NOT_POSSIBLE = "this file cannot be changed here: write every provider as a table of its own, [[providers]]"


def add_table(text: str, table: Mapping[str, Any]) -> str:
    """The text with one definition more. Raises SettingsError."""
    document = _parse(text)
    if not document.get("providers"):
        document["providers"] = tomlkit.aot()
    _tables(document).append(_new_table(table))
    return _checked(document, [*_plain(text), dict(table)])


def change_table(text: str, index: int, table: Mapping[str, Any]) -> str:
    """The text with the definition at `index` changed to `table`. Raises SettingsError."""
    document = _parse(text)
    _update(_tables(document)[index], table)
    expected = _plain(text)
    expected[index] = dict(table)
    return _checked(document, expected)


def remove_table(text: str, index: int) -> str:
    """The text without the definition at `index`. Raises SettingsError."""
    document = _parse(text)
    tables = _tables(document)
    del tables[index]
    if not tables:
        del document["providers"]
    expected = _plain(text)
    del expected[index]
    return _checked(document, expected)


def _parse(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise SettingsError([f"the file is not TOML: {error}"]) from None


def _tables(document: tomlkit.TOMLDocument) -> AoT:
    tables = document["providers"]
    if not isinstance(tables, AoT):
        raise SettingsError([_NOT_POSSIBLE])
    return tables


def _plain(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(text).get("providers", [])
    return found


def _checked(document: tomlkit.TOMLDocument, expected: list[dict[str, Any]]) -> str:
    """The text, once it has been read back and found to say what is meant."""
    text = tomlkit.dumps(document)
    if _plain(text) != expected:
        raise SettingsError([_NOT_POSSIBLE])
    return text


def _update(item: Table | InlineTable, table: Mapping[str, Any]) -> None:
    for key in [key for key in item if key not in table]:
        del item[key]
    for key, value in _scalars_first(table):
        present = item.get(key)
        if present is not None and _unwrap(present) == value:
            continue
        if isinstance(present, Table) and isinstance(value, dict) and not reference(value):
            _update(present, value)
        elif present is not None:
            item[key] = _item(value)
        else:
            _append(item, key, value)


def _append(item: Table | InlineTable, key: str, value: object) -> None:
    """Add a key before the comments at the end, which speak of what comes after."""
    body = item.value.body
    count = next((n for n, (name, _) in enumerate(reversed(body)) if name is not None), len(body))
    comments = [body.pop() for _ in range(count)]
    item[key] = _item(value)
    body.extend(reversed(comments))


def _new_table(table: Mapping[str, Any]) -> Table:
    item = tomlkit.table()
    for key, value in _scalars_first(table):
        item[key] = _item(value)
    item.add(tomlkit.nl())
    return item


def _scalars_first(table: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Inner tables last: TOML counts what stands after one as belonging to it."""
    return sorted(table.items(), key=lambda pair: isinstance(pair[1], dict) and not _is_inline(pair[1]))


def _is_inline(value: Mapping[str, Any]) -> bool:
    return reference(value) is not None or any(reference(item) for item in value.values())


def _item(value: object) -> Item:
    if isinstance(value, list) and len(value) > 1:
        array = tomlkit.array()
        array.extend(_item(part) for part in value)
        return array.multiline(multiline=True)
    if isinstance(value, dict) and _is_inline(value):
        inline = tomlkit.inline_table()
        inline.update({key: _item(part) for key, part in value.items()})
        return inline
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(_item(part) for part in value)
        return array
    return tomlkit.item(value)


def _unwrap(item: object) -> object:
    return item.unwrap() if isinstance(item, Item) else item
