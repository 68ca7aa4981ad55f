"""How the values of a provider's form become what widgets show, and back. Pure."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dashboards.provider_fields import FormField

Row = dict[str, str]
Widget = str | bool | list[Row]
ROW_NAME = "name"

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def to_widget(field: FormField, definition: Mapping[str, Any]) -> Widget:
    """What a widget shows of a definition, which may be faulty; secrets are never shown."""
    value = _look_up(field.name, definition)
    if field.type == "switch":
        return value if isinstance(value, bool) else field.default == "True"
    if field.type == "table":
        return [_row(field, name, cells) for name, cells in value.items()] if isinstance(value, dict) else []
    if value is None or field.type == "secret":
        return ""
    if field.type == "lines" and isinstance(value, list):
        return "\n".join(_text(item) for item in value)
    if field.type == "headers" and isinstance(value, dict):
        return "\n".join(f"{name}: {_text(item)}" for name, item in value.items())
    return _text(value)


def from_widgets(
    fields: Sequence[FormField], given: Mapping[str, Widget], shown: Mapping[str, Any]
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
    fields: Sequence[FormField], given: Mapping[str, Widget], shown: Mapping[str, Any]
) -> dict[str, Widget]:
    """What stands in widgets, by field, where it differs from what they showed of a definition."""
    entered = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    return {
        field.name: entered[field.name] for field in fields if entered[field.name] != to_widget(field, shown)
    }


def edited_rows(field: FormField, shown: Sequence[Row], edits: Mapping[str, Any]) -> list[Row]:
    """The rows of a table, without empty ones. Its widget tells what was done to the rows that it showed."""
    kept = [
        {**row, **edits["edited_rows"].get(number, {})}
        for number, row in enumerate(shown)
        if number not in edits["deleted_rows"]
    ]
    columns = (ROW_NAME, *(column.name for column in field.columns))
    rows = [{name: (row.get(name) or "").strip() for name in columns} for row in kept + edits["added_rows"]]
    return [row for row in rows if any(row.values())]


def repeated_names(fields: Sequence[FormField], given: Mapping[str, Widget]) -> dict[str, str]:
    """Faults of fields in which a name stands more than once: only one value of each could be kept."""
    fault = "a name stands there more than once"
    return {
        field.name: fault
        for field in fields
        if any(count > 1 for count in Counter(_names(field, given[field.name])).values())
    }


def _names(field: FormField, entered: Widget) -> Iterator[str]:
    if field.type == "headers":
        yield from (line.partition(":")[0].strip() for line in _lines(entered))
    elif isinstance(entered, list):
        yield from (row[ROW_NAME] for row in entered)


def _look_up(name: str, definition: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    outer, _, inner = name.partition(".")
    value = definition.get(outer)
    if not inner:
        return value
    return value.get(inner) if isinstance(value, dict) else None


def _row(field: FormField, name: str, cells: object) -> Row:
    known = cells if isinstance(cells, dict) else {}
    texts = {column.name: known.get(column.name) for column in field.columns}
    return {ROW_NAME: name} | {key: "" if value is None else _text(value) for key, value in texts.items()}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _lines(entered: Widget) -> list[str]:
    return [line.strip() for line in str(entered).splitlines() if line.strip()]


def _parse(field: FormField, entered: Widget) -> object:
    if isinstance(entered, bool) or not entered:
        return entered if isinstance(entered, bool) else None
    if isinstance(entered, list):
        return {row[ROW_NAME]: _cells(field, row) for row in entered}
    if field.type == "lines":
        return [_item(line) for line in _lines(entered)]
    if field.type == "headers":
        pairs = (line.partition(":") for line in _lines(entered))
        return {name.strip(): _item(value.strip()) for name, _, value in pairs}
    if field.type in ("number", "choice") and _NUMBER.fullmatch(entered):
        return float(entered) if "." in entered else int(entered)
    return _item(entered)


def _cells(field: FormField, row: Row) -> dict[str, object]:
    return {column.name: _parse(column, row[column.name]) for column in field.columns if row[column.name]}


def _item(text: str) -> object:
    """A text, or the reference that it shows."""
    if text.startswith("{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text
