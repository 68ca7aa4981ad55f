"""A provider's form has a field for each setting; values survive the way into widgets and back."""

from typing import Any, get_args

import pytest

from dashboards.provider_fields import (
    ADVANCED,
    ELSEWHERE,
    KINDS,
    KINDS_OF,
    MAIN,
    FormField,
    faults_of,
    fields_of,
    sections_of,
)
from dashboards.provider_values import edited_rows, from_widgets, repeated_names, to_widget, typed_values
from ingestion.settings import ProbeSettings, ProviderSettings

DEFINITION: dict[str, Any] = {
    "id": "p",
    "name": "P",
    "kind": "m3u",
    "urls": ["http://a/x", {"env": "URL"}],
    "headers": {"Cookie": "***", "X-Key": {"file": "/key"}},
    "charset": "windows-1251",
    "extgrp_sticky": True,
    "max_drop_ratio": 0.25,
    "guide_times": {"a.xml": {"timezone": "Europe/Berlin"}, "b.xml": {"shift_minutes": -60}},
    "probe": {"enabled": True, "level": 1},
}
NO_EDITS: dict[str, Any] = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}


def named(name: str, kind: str = "m3u") -> FormField:
    [field] = [one for one in fields_of(kind) if one.name == name]
    return field


def shown(definition: dict[str, Any]) -> dict[str, Any]:
    return {field.name: to_widget(field, definition) for field in fields_of("m3u")}


def test_every_setting_has_a_field() -> None:
    fields = {field.name for kind in KINDS for field in fields_of(kind)}
    inner = {f"probe.{name}" for name in ProbeSettings.model_fields}
    assert fields == (set(ProviderSettings.model_fields) - {"probe"} - ELSEWHERE) | inner
    assert set(KINDS) == set(get_args(ProviderSettings.model_fields["kind"].annotation))
    assert set(KINDS_OF) <= set(ProviderSettings.model_fields)


@pytest.mark.parametrize("kind", KINDS)
def test_fields_of_a_kind_stand_once_and_labels_tell_them_apart(kind: str) -> None:
    names = [field.name for field in fields_of(kind)]
    assert len(names) == len(set(names))
    for fields in sections_of(kind).values():
        labels = [field.label for field in fields]
        assert len(labels) == len(set(labels))
        assert all(field.help for field in fields)


def test_what_a_kind_has_no_use_for_is_not_asked() -> None:
    assert {"statistics_limit", "api_url"} <= {field.name for field in sections_of("bunny")[ADVANCED]}
    assert not {"charset", "guide_times", "urls"} & {field.name for field in fields_of("bunny")}
    assert [field.name for field in sections_of("folder")[MAIN]] == ["name", "folder"]
    assert "headers" in {field.name for field in sections_of("xtream")[ADVANCED]}


def test_what_nobody_touched_is_not_sent() -> None:
    assert from_widgets(fields_of("m3u"), shown(DEFINITION), DEFINITION) == {}


def test_what_was_shown_is_read_back_as_it_was() -> None:
    sent = from_widgets(fields_of("m3u"), shown(DEFINITION), {})
    assert sent == {name: value for name, value in DEFINITION.items() if name not in ELSEWHERE}


@pytest.mark.parametrize(
    ("name", "entered", "sent"),
    [
        ("max_bytes", " 1000 ", {"max_bytes": 1000}),
        ("max_drop_ratio", "0.5", {"max_drop_ratio": 0.5}),
        ("max_drop_ratio", "", {"max_drop_ratio": None}),
        ("max_bytes", "NaN", {"max_bytes": "NaN"}),
        ("max_bytes", "9" * 5000, {"max_bytes": "9" * 5000}),
        ("charset", '{"env": "CHARSET"}', {"charset": {"env": "CHARSET"}}),
        ("charset", '{"a":' * 100_000, {"charset": '{"a":' * 100_000}),
        ("charset", "1251", {"charset": "1251"}),
        ("extgrp_sticky", False, {"extgrp_sticky": False}),
        ("probe.level", "2", {"probe": {"level": 2}}),
        ("probe.level", "", {"probe": {"level": None}}),
        ("guide_times", [], {"guide_times": None}),
        (
            "guide_times",
            [{"name": "a.xml", "timezone": "", "shift_minutes": "an hour"}],
            {"guide_times": {"a.xml": {"shift_minutes": "an hour"}}},
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_was_typed_is_sent_as_its_setting_wants_it(name: str, entered: Any, sent: object) -> None:
    given = shown(DEFINITION) | {name: entered}
    assert from_widgets(fields_of("m3u"), given, DEFINITION) == sent
    assert list(typed_values(fields_of("m3u"), given, DEFINITION)) == [name]


def test_a_faulty_definition_is_shown_all_the_same() -> None:
    faulty = {"urls": "http://a", "headers": "Cookie", "guide_times": 3, "probe": "on", "extgrp_sticky": "x"}
    told = shown(faulty)
    assert (told["urls"], told["headers"], told["guide_times"]) == ("http://a", "Cookie", [])
    assert (told["probe.enabled"], told["extgrp_sticky"]) == (False, False)


def test_rows_are_edited_added_and_removed() -> None:
    field = named("guide_times")
    rows = to_widget(field, DEFINITION)
    assert isinstance(rows, list)
    assert edited_rows(field, rows, NO_EDITS) == rows
    edits = {
        "edited_rows": {1: {"shift_minutes": "30 "}, 0: {"timezone": None}},
        "added_rows": [{"name": "c.xml", "timezone": "UTC"}, {}, {"name": None}],
        "deleted_rows": [0],
    }
    assert edited_rows(field, rows, edits) == [
        {"name": "b.xml", "timezone": "", "shift_minutes": "30"},
        {"name": "c.xml", "timezone": "UTC", "shift_minutes": ""},
    ]


def test_a_name_that_stands_twice_is_told() -> None:
    rows = [{"name": "a.xml", "timezone": zone, "shift_minutes": ""} for zone in ("UTC", "Europe/Berlin")]
    given: dict[str, Any] = {
        "guide_times": rows,
        "headers": "A: 1\nB: 2\nA : 3",
        "urls": "http://a\nhttp://a",
    }
    fields = [named("guide_times"), named("headers"), named("urls")]
    assert list(repeated_names(fields, given)) == ["guide_times", "headers"]
    assert repeated_names(fields, {**given, "guide_times": rows[:1], "headers": "A: 1\nB: 1"}) == {}


def test_faults_name_the_line_or_what_is_inside() -> None:
    faults = {"urls.1": "bad", "guide_times.a.xml.timezone": "no zone", "guide_times": "no guide", "url": "x"}
    assert faults_of("urls", faults) == ["line 2: bad"]
    assert faults_of("guide_times", faults) == ["a.xml.timezone: no zone", "no guide"]
