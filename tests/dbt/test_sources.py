"""What dbt says of the raw layer, against the schemas that write it."""

import csv
from pathlib import Path
from typing import Any

import duckdb

from ingestion.landing import RawStore
from ingestion.probing.model import REASONS
from ingestion.schemas.base import polars_schema
from ingestion.schemas.registry import RAW_TABLES
from tests.support.lake import at, build_frame, check, write_lake
from tests.support.warehouse import PROJECT_DIR, run_dbt


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


def test_what_lands_after_a_build_began_waits_for_the_next(tmp_path: Path) -> None:
    write_lake(tmp_path, {"stream_checks": [check("first", 0)]})
    store = RawStore(tmp_path / "raw")
    counts = []
    for part in ("second", "third"):
        run_dbt(tmp_path, "run", "--select", "stg_stream_checks")
        frame = build_frame("stream_checks", [check(part, 60)])
        store.land("stream_checks", frame, received_date=at(0).date(), part=part)
        counts.append(_count_checks(tmp_path))
    assert counts == [1, 2]


def _count_checks(folder: Path) -> int:
    with duckdb.connect(folder / "warehouse" / "watchhouse.duckdb", read_only=True) as connection:
        row = connection.execute("select count(*) from staging.stg_stream_checks").fetchone()
    assert row is not None
    return int(row[0])
