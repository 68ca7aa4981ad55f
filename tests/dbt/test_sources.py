"""What dbt says of the raw layer, against the schemas that write it."""

import csv
from typing import Any

from ingestion.probing.model import REASONS
from ingestion.schemas.base import polars_schema
from ingestion.schemas.registry import RAW_TABLES
from tests.support.warehouse import PROJECT_DIR


def test_sources_are_the_raw_tables_with_all_their_columns(manifest: dict[str, Any]) -> None:
    sources = {source["name"]: source for source in manifest["sources"].values()}
    assert set(sources) == set(RAW_TABLES)
    for table, schema in RAW_TABLES.items():
        assert list(sources[table]["columns"]) == [*polars_schema(schema), "received_date"], table
        assert all(column["description"] for column in sources[table]["columns"].values())


def test_every_reason_of_the_prober_has_a_status() -> None:
    with (PROJECT_DIR / "seeds" / "check_reasons.csv").open() as file:
        known = {row["reason"] for row in csv.DictReader(file)}
    assert set(REASONS) <= known
