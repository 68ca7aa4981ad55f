"""The columns of the marts, as their dbt contracts declare them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

MARTS_FOLDER = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"
_TYPES: dict[str, pl.DataType] = {
    "string": pl.String(),
    "bigint": pl.Int64(),
    "double": pl.Float64(),
    "boolean": pl.Boolean(),
    "timestamp": pl.Datetime("us"),
    "date": pl.Date(),
}


@cache
def mart_schemas() -> dict[str, pl.Schema]:
    """Name of each mart, with its column names and polars types in order."""
    return {
        model["name"]: pl.Schema({c["name"]: _TYPES[c["data_type"]] for c in model["columns"]})
        for model in _models()
    }


def accepted_values(mart: str, column: str) -> set[str]:
    """The values that the contract accepts in a column."""
    (model,) = (model for model in _models() if model["name"] == mart)
    (described,) = (c for c in model["columns"] if c["name"] == column)
    tests = (test for test in described["data_tests"] if isinstance(test, dict))
    return {value for test in tests for value in test["accepted_values"]["arguments"]["values"]}


def _models() -> Iterator[dict[str, Any]]:
    for path in sorted(MARTS_FOLDER.rglob("_*.yml")):
        yield from msgspec.yaml.decode(path.read_bytes())["models"]
