"""The columns of the marts, as their dbt contracts declare them."""

from functools import cache
from pathlib import Path

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
        for path in sorted(MARTS_FOLDER.rglob("_*.yml"))
        for model in msgspec.yaml.decode(path.read_bytes())["models"]
    }
