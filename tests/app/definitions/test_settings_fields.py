"""Every setting of a provider is described, with a type that a form has a widget for."""

from typing import Annotated

import pytest
from pydantic import BaseModel, Field

from app.definitions import settings_fields
from app.definitions.settings_fields import SettingField, setting_fields
from ingestion.settings import ProbeSettings, ProviderSettings


@pytest.fixture
def fields() -> dict[str, SettingField]:
    return {field.name: field for field in setting_fields()}


def test_every_setting_is_there_once_and_described(fields: dict[str, SettingField]) -> None:
    inner = [f"probe.{name}" for name in ProbeSettings.model_fields]
    assert sorted(fields) == sorted([*(set(ProviderSettings.model_fields) - {"probe"}), *inner])
    assert len(fields) == len(setting_fields())
    assert all(field.description for field in fields.values())


@pytest.mark.parametrize(
    ("name", "kind", "default"),
    [
        ("charset", "text", ""),
        ("extgrp_sticky", "switch", "False"),
        ("guide_shift_minutes", "number", "0"),
        ("statistics_limit", "number", "500"),
        ("api_url", "text", "https://video.bunnycdn.com"),
        ("end_date", "text", ""),
        ("password", "secret", ""),
        ("headers", "headers", ""),
        ("languages", "lines", ""),
        ("probe.allowed_hosts", "lines", ""),
        ("probe.stream_limit", "number", ""),
    ],
)
def test_types_and_defaults_are_those_of_the_settings(
    fields: dict[str, SettingField], name: str, kind: str, default: str
) -> None:
    assert (fields[name].type, fields[name].default) == (kind, default)


def test_choices_and_columns_are_those_of_the_settings(fields: dict[str, SettingField]) -> None:
    assert (fields["probe.level"].choices, fields["probe.level"].default) == (("1", "2"), "2")
    columns = [(column.name, column.type) for column in fields["guide_times"].columns]
    assert columns == [("timezone", "text"), ("shift_minutes", "number")]


class _Odd(BaseModel):
    good: Annotated[int, Field(ge=1)] | None = None
    odd: dict[str, int] = Field(default_factory=dict)


def test_a_type_that_no_field_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_fields, "ProviderSettings", _Odd)
    with pytest.raises(TypeError, match="odd"):
        setting_fields()
