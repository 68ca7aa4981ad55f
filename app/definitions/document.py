"""Change single definitions in the text of `providers.toml`; comments and order of all others stay. Pure."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, InlineTable, Item, Table, Whitespace

from ingestion.errors import SettingsError
from ingestion.references import reference

_NOT_POSSIBLE = "this file cannot be changed here: write every provider as a table of its own, [[providers]]"
_HEADER = re.compile(r"\s*\[\[\s*providers\s*\]\]")


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
    """The text without the definition at `index`, and the comments that touch it. Raises SettingsError."""
    expected = _plain(text)
    if len(_tables(_parse(text))) != len(_find_headers(text)):
        raise SettingsError([_NOT_POSSIBLE])
    first, last = _lines_of(text, index)
    lines = text.split("\n")
    rest = lines[last + 1 :]
    while rest and not rest[0].strip():
        del rest[0]
    del expected[index]
    return _checked("\n".join([*lines[:first], *rest]), expected)


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


def _checked(written: tomlkit.TOMLDocument | str, expected: list[dict[str, Any]]) -> str:
    """The text, once it has been read back and found to say what is meant."""
    text = written if isinstance(written, str) else tomlkit.dumps(written)
    if _plain(text) != expected:
        raise SettingsError([_NOT_POSSIBLE])
    return text


def _find_headers(text: str) -> list[int]:
    return [number for number, line in enumerate(text.split("\n")) if _HEADER.match(line)]


def _lines_of(text: str, index: int) -> tuple[int, int]:
    """First and last line of a definition, with the comments that touch it and are not the next one's."""
    lines = text.split("\n")
    starts = [_above_comments(lines, number) for number in _find_headers(text)]
    end = [*starts, len(lines)][index + 1]
    last = end - 1
    while not lines[last].strip() or _is_comment(lines[last]):
        last -= 1
    while last + 1 < end and _is_comment(lines[last + 1]):
        last += 1
    return starts[index], last


def _above_comments(lines: list[str], number: int) -> int:
    while number and _is_comment(lines[number - 1]):
        number -= 1
    return number


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _update(item: Table | InlineTable, table: Mapping[str, Any]) -> None:
    for key in [key for key in item if key not in table]:
        _remove(item, key)
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


def _remove(item: Table | InlineTable, key: str) -> None:
    """Remove a key; comments at the end of an inner table stay, as they speak of what comes after."""
    body, present = item.value.body, item[key]
    place = next(n for n, (name, _) in enumerate(body) if name is not None and name.key == key)
    kept = (
        "".join(part.as_string() for part in _comments_at_end(present)) if isinstance(present, Table) else ""
    )
    del item[key]
    if kept:
        body[place] = (None, Whitespace(kept))


def _append(item: Table | InlineTable, key: str, value: object) -> None:
    """Add a key before the comments at the end, which speak of what comes after."""
    body = item.value.body
    comments = [(None, part) for part in _comments_at_end(item)]
    del body[len(body) - len(comments) :]
    item[key] = _item(value)
    body.extend(comments)


def _comments_at_end(item: Table | InlineTable) -> list[Item]:
    body = item.value.body
    count = next((n for n, (name, _) in enumerate(reversed(body)) if name is not None), len(body))
    return [part for _, part in body[len(body) - count :]]


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
