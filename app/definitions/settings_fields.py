"""What a definition may set: each field of the settings with its type, default and description. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from app.definitions.fields import SECRET_FIELDS
from ingestion.settings import ProviderSettings

FieldType = Literal["text", "secret", "number", "switch", "choice", "lines", "headers", "table"]

_TYPES: dict[object, FieldType] = {
    bool: "switch",
    int: "number",
    float: "number",
    tuple: "lines",
    dict: "table",
    Literal: "choice",
    **dict.fromkeys((str, SecretStr, date, Path), "text"),
}


@dataclass(frozen=True)
class SettingField:
    """One setting. Inner ones are named `probe.enabled`; a table's rows go by name and have columns."""

    name: str
    type: FieldType
    description: str
    default: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple["SettingField", ...] = ()


def setting_fields() -> tuple[SettingField, ...]:
    """Every setting of a provider. Raises TypeError for a setting of a type that has none here."""
    return tuple(_fields_of(ProviderSettings))


def _fields_of(model: type[BaseModel], prefix: str = "") -> Iterator[SettingField]:
    for name, info in model.model_fields.items():
        annotation = _bare(info.annotation)
        if _is_model(annotation):
            yield from _fields_of(annotation, f"{prefix}{name}.")
        else:
            yield _field(f"{prefix}{name}", info, annotation)


def _field(name: str, info: FieldInfo, annotation: Any) -> SettingField:  # noqa: ANN401 - a type
    kind = _type_of(name, annotation)
    parts = get_args(annotation)
    return SettingField(
        name,
        kind,
        info.description or "",
        _default(info),
        tuple(map(str, parts)) if kind == "choice" else (),
        tuple(_fields_of(parts[1])) if kind == "table" else (),
    )


def _type_of(name: str, annotation: object) -> FieldType:
    kind = _TYPES.get(get_origin(annotation) or annotation)
    if kind is None or (kind == "table" and name not in SECRET_FIELDS and not _is_row(annotation)):
        raise TypeError(f"{name}: settings of type {annotation} have no field")
    if name in SECRET_FIELDS:
        return "headers" if kind == "table" else "secret"
    return kind


def _is_row(annotation: object) -> bool:
    parts = get_args(annotation)
    return len(parts) == 2 and _is_model(parts[1])


def _is_model(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - a type
    """A type without its rules, and without the None of what may be unset."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        given = [part for part in get_args(annotation) if part is not NoneType]
        return _bare(given[0]) if len(given) == 1 else annotation
    return annotation


def _default(info: FieldInfo) -> str:
    value = info.default
    if info.is_required() or info.default_factory or value is None or value == ():
        return ""
    return str(value.get_secret_value() if isinstance(value, SecretStr) else value)
