"""What the command line gives of a definition: `--set`, `--secret` and files. Secrets are never arguments."""

import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import typer

from app.definitions.fields import SECRET_FIELDS, Table, split_secrets
from ingestion.errors import SettingsError

_TEXT_FIELDS = frozenset(("charset", "end_date", "folder", "kind", "library_id", "name", "user_agent"))
_LIST_FIELDS = frozenset(("backup_hosts", "guide_urls", "languages", "urls"))


def read_definition(source: str) -> Table:
    """One definition as JSON, or as TOML with or without `[[providers]]`; `-` is standard input.

    Raises SettingsError and OSError.
    """
    content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    try:
        if content.lstrip().startswith(b"{"):
            return msgspec.json.decode(content, type=dict[str, Any])
        document = tomllib.loads(content.decode())
    except (msgspec.MsgspecError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SettingsError(["the definition is neither JSON nor TOML"]) from None
    tables = document.get("providers", [document])
    if not isinstance(tables, list) or len(tables) != 1 or not isinstance(tables[0], dict):
        raise SettingsError(["give one definition at a time"])
    return tables[0]


def build_fields(given: Iterable[str], secret_fields: Iterable[str], unset: Iterable[str] = ()) -> Table:
    """Fields of `FIELD=VALUE` texts, of secrets asked for one by one, and None for those to unset.

    A value is a TOML literal or plain text; fields that are lists take several. Raises SettingsError.
    """
    fields: Table = {}
    for text in given:
        field, equals, value = text.partition("=")
        if not equals:
            raise SettingsError([f"--set needs FIELD=VALUE, as in --set name=News; got {field!r} alone"])
        parsed = _parse(field, value)
        if _is_secret(field, parsed):
            raise SettingsError(
                [f"{field}: secrets are not given as arguments, which others can see; use --secret {field}"]
            )
        _put(fields, field, parsed)
    for field in secret_fields:
        _put(fields, field, _ask(field))
    for field in unset:
        _put(fields, field, None)
    return fields


def _parse(field: str, value: str) -> object:
    is_text = field in _TEXT_FIELDS or field.partition(".")[0] in SECRET_FIELDS
    if is_text and not value.lstrip().startswith("{"):
        return value
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return value


def _is_secret(field: str, value: object) -> bool:
    return bool(split_secrets(_nest(field, value))[1])


def _put(fields: Table, field: str, value: object) -> None:
    top, _, key = field.partition(".")
    if key:
        inner = fields.setdefault(top, {})
        if not isinstance(inner, dict):
            raise SettingsError([f"{top}: set either all of it or single keys"])
        inner[key] = value
    elif field in _LIST_FIELDS and value is not None and not isinstance(value, list):
        fields[field] = [*fields.get(field, []), value]
    else:
        fields[field] = value


def _nest(field: str, value: object) -> Table:
    top, _, key = field.partition(".")
    return {top: {key: value}} if key else {top: value}


def _ask(field: str) -> str:
    """A secret from the terminal, unseen, or the next line of standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt(field, hide_input=True))
    value = sys.stdin.readline().strip()
    if not value:
        raise SettingsError([f"{field}: standard input has no line for it"])
    return value
