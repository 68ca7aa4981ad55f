"""Incremental builds give what one full build gives, row for row, however the events arrive.

The same sessions are loaded in one go, and part by part in another order, twice over, a fifth of the events
days late. Numbers are compared to nine digits: sums of floats depend on their order.
"""

import random
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from ingestion.landing import RawStore
from tests.dbt.scattered_sessions import build_sessions
from tests.support.lake import Row, build_frame
from tests.support.warehouse import run_dbt

DAYS_LATE = 3
PARTS = 4
BUILD = ("build", "--exclude-resource-types", "unit_test", "test")
# What a build remembers of itself, and numbers that stand for one warehouse alone.
_OWN_OF_A_BUILD = {"read_in", "landed_file"}


@pytest.fixture(scope="module")
def arrivals() -> list[list[Row]]:
    """Rows by arrival: parts that overlap in time, each event in two of them, a fifth of them days late."""
    draw = random.Random(11)  # noqa: S311 - reproducible
    parts: list[list[Row]] = [[] for _ in range(PARTS)]
    for row in build_sessions(draw):
        delay = timedelta(days=DAYS_LATE) if draw.random() < 0.2 else timedelta()
        copies = [row | {"received_at": row["received_at"] + delay}]
        copies.append(
            copies[0] | {"received_at": copies[0]["received_at"] + timedelta(seconds=40), "batch_id": "again"}
        )
        for copy, part in zip(copies, draw.sample(range(PARTS), 2), strict=True):
            parts[part].append(copy)
    return parts


@pytest.fixture(scope="module")
def at_once(arrivals: list[list[Row]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of one full build over all parts."""
    folder = tmp_path_factory.mktemp("at_once")
    for number, rows in enumerate(arrivals):
        _land(folder, rows, number)
    run_dbt(folder, *BUILD)
    return folder


@pytest.fixture(scope="module")
def part_by_part(arrivals: list[list[Row]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of one build after each part."""
    folder = tmp_path_factory.mktemp("part_by_part")
    for number, rows in enumerate(arrivals):
        _land(folder, rows, number)
        run_dbt(folder, *BUILD)
    return folder


def _land(folder: Path, rows: Iterable[Row], number: int) -> None:
    store = RawStore(folder / "raw")
    store.ensure_tables()
    frame = build_frame("playback_events", rows)
    dated = frame.with_columns(received_date=pl.col("received_at").dt.date())
    for (day,), part in dated.partition_by("received_date", as_dict=True, include_key=False).items():
        store.land("playback_events", part, received_date=day, part=f"part-{number}")


def _tables(folder: Path, schema: str) -> dict[str, list[tuple[Any, ...]]]:
    """Sorted rows of every table of a schema, floats rounded."""
    with duckdb.connect(folder / "warehouse" / "watchhouse.duckdb", read_only=True) as warehouse:
        names = warehouse.execute(
            "select table_name from duckdb_tables() where schema_name = ?",
            [schema],
        ).fetchall()
        return {name: _rows(warehouse, f'{schema}."{name}"') for (name,) in names}


def _rows(warehouse: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    cursor = warehouse.execute(f"select * from {table}")  # noqa: S608 - names of the catalog
    kept = [n for n, column in enumerate(cursor.description or ()) if column[0] not in _OWN_OF_A_BUILD]
    rounded = (
        tuple(f"{row[n]:.9g}" if isinstance(row[n], float) else row[n] for n in kept)
        for row in cursor.fetchall()
    )
    return sorted(rounded, key=repr)


def test_every_mart_equals_that_of_one_build(at_once: Path, part_by_part: Path) -> None:
    expected, found = _tables(at_once, "marts"), _tables(part_by_part, "marts")
    assert expected.keys() == found.keys()
    assert expected["fct_views"]
    assert {name for name, rows in expected.items() if rows != found[name]} == set()


def test_what_marts_are_made_of_equals_too(at_once: Path, part_by_part: Path) -> None:
    expected, found = _tables(at_once, "intermediate"), _tables(part_by_part, "intermediate")
    lasting = {"int_events_measured", "int_events_quarantined", "int_stalls_merged", "int_passes_played",
               "int_views_scored", "int_spans_watched", "int_plays_spanned"}  # fmt: skip
    assert {name for name in lasting if expected[name] != found[name]} == set()


def test_a_build_without_news_changes_nothing_and_passes_its_checks(part_by_part: Path) -> None:
    before = _tables(part_by_part, "marts")
    run_dbt(part_by_part, "build", "--exclude-resource-type", "unit_test")
    assert _tables(part_by_part, "marts") == before
