"""Rules that dbt does not check itself: names, suffixes, layers, portable SQL, complete documentation."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.support.warehouse import PROJECT_DIR

PREFIXES = {
    "staging": r"stg_[a-z]+(_[a-z]+)*s",
    "intermediate": r"int_[a-z]+s_([a-z]+ed|held|split|swept|read|left|begun)",
    "marts": r"(dim|fct|map)_[a-z_]+s|dim_[a-z_]+s_history"
    r"|agg_[a-z_]+_(daily|hourly|minutely|weekly|periodic|histogram|retention|audience|trending|coverage|scorecard|backups)",
}
TYPES_OF_SUFFIX = {
    "_at": "timestamp",
    "_date": "date",
    "_seconds": "double",
    "_ms": "double",
    "_bytes": "bigint",
    "_bps": "double",
    "_ratio": "double",
    "_score": "double",
    "_count": "bigint",
    "_id": "string",
    "_key": "string",
    "_url": "string",
}
SUBJECTS = {"catalog", "health", "playback", "operations"}
# Marts may read staging where nothing has to be derived in between; steps of rollups start from views and
# programmes, which are marts.
READABLE = {
    "staging": {"raw"},
    "intermediate": {"staging", "intermediate", "marts"},
    "marts": {"staging", "intermediate", "marts"},
}
# Functions that only DuckDB has, and forms that mean something else on Spark.
UNPORTABLE = {
    "DuckDB's own function": r"\b(arg_max|arg_min|quantile_cont|quantile|list|unnest|string_agg|strftime"
    r"|epoch_us|date_diff|list_\w+|struct_pack|read_parquet|generate_series)\s*\(",
    "ASOF join": r"\basof\b",
    "integer division": r"//",
    "varchar": r"\bvarchar\b",
    "quoted identifier": r'"\w+"\s*\.|\bas\s+"',
    "array index": r"\w\[\d",
    "ignore nulls": r"\bignore\s+nulls\b",
    "star replace": r"\*\s*(replace|exclude)\b",
    "engine in a model": r"\btarget\.type\b",
}
PATHS = sorted((PROJECT_DIR / "models").rglob("*.sql")) + sorted((PROJECT_DIR / "tests").glob("*.sql"))


def _models(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (node for node in manifest["nodes"].values() if node["resource_type"] == "model")


def _marts(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (node for node in _models(manifest) if node["schema"] == "marts")


def _sql(path: Path) -> str:
    """A model's text without comments and without what Jinja puts in quotes."""
    text = re.sub(r"--[^\n]*", "", path.read_text())
    return re.sub(r"{%.*?%}|{{.*?}}", " jinja ", text, flags=re.DOTALL)


def test_models_are_named_after_their_layer(manifest: dict[str, Any]) -> None:
    for node in _models(manifest):
        assert re.fullmatch(PREFIXES[node["schema"]], node["name"]), node["name"]


def test_models_read_the_layers_below(manifest: dict[str, Any]) -> None:
    below = {"source": "raw"}
    for node in _models(manifest):
        for parent in node["depends_on"]["nodes"]:
            kind = parent.split(".")[0]
            layer = below.get(kind) or manifest["nodes"][parent]["schema"]
            assert layer in READABLE[node["schema"]], f"{node['name']} reads {parent}"


def test_dagster_finds_layer_and_subject(manifest: dict[str, Any]) -> None:
    for node in _models(manifest):
        assert node["config"]["meta"]["dagster"]["group"] == node["schema"]
        if node["schema"] != "staging":
            assert len(SUBJECTS & set(node["tags"])) == 1, node["name"]


def test_marts_have_enforced_contracts_and_full_sentences(manifest: dict[str, Any]) -> None:
    for node in _marts(manifest):
        assert node["config"]["contract"]["enforced"], node["name"]
        assert "Grain: " in node["description"], node["name"]
        for column in node["columns"].values():
            assert column["description"].endswith("."), f"{node['name']}.{column['name']}"


def test_every_model_is_described(manifest: dict[str, Any]) -> None:
    assert [node["name"] for node in _models(manifest) if not node["description"]] == []


def test_suffixes_tell_the_type(manifest: dict[str, Any]) -> None:
    for node in _marts(manifest):
        for column in node["columns"].values():
            name, declared = column["name"], column["data_type"]
            if name.startswith(("is_", "has_")):
                assert declared == "boolean", name
            for suffix, expected in TYPES_OF_SUFFIX.items():
                expected = "double" if name.startswith("mean_") else expected
                assert not name.endswith(suffix) or declared == expected, f"{node['name']}.{name}"


def test_the_same_name_has_the_same_type_everywhere(manifest: dict[str, Any]) -> None:
    columns = sorted(
        (column["name"], column["data_type"], node["name"])
        for node in _marts(manifest)
        for column in node["columns"].values()
    )
    for (name, declared, model), (next_name, next_declared, next_model) in pairwise(columns):
        assert name != next_name or declared == next_declared, f"{name} in {model} and {next_model}"


def test_flags_are_never_null(manifest: dict[str, Any]) -> None:
    tested = {
        (node["attached_node"], column)
        for node in manifest["nodes"].values()
        if node.get("test_metadata", {}).get("name") == "never_null"
        for column in node["test_metadata"]["kwargs"]["columns"]
    }
    for node in _marts(manifest):
        for name in node["columns"]:
            if name.startswith(("is_", "has_")):
                assert (node["unique_id"], name) in tested, f"{node['name']}.{name}"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_sql_runs_on_both_engines(path: Path) -> None:
    text = _sql(path)
    found = [what for what, pattern in UNPORTABLE.items() if re.search(pattern, text, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_order_says_where_nulls_go(path: Path) -> None:
    text = _sql(path)
    for match in re.finditer(r"order by\s+(.*?)(?=\brows between\b|\)|$)", text, re.DOTALL | re.IGNORECASE):
        if "jinja" not in match[1]:
            keys = match[1].count(",") + 1
            assert len(re.findall(r"nulls (?:first|last)", match[1])) == keys, match[0]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_stars_stand_in_ctes_and_last_selects_only(path: Path) -> None:
    """`select *` imports a relation or hands a step on; a mart names its columns."""
    last = re.split(r"\n(?=select\b)", _sql(path))[-1]
    if "marts" in path.parts:
        assert "*" not in re.sub(r"count\(\*\)| \* ", "", last), "the last select of a mart names its columns"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_files_stay_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 140
