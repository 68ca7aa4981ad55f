"""From the warehouse to a snapshot: marts alone, all of them, and nothing half."""

import duckdb
import polars as pl
import pytest

from app.settings import Settings
from app.snapshot import SnapshotError, SnapshotStore
from orchestration.build_state import begin_build, finish_build
from orchestration.home import prepare_home
from orchestration.publish import publish_marts


@pytest.fixture
def warehouse(settings: Settings) -> Settings:
    prepare_home(settings)
    with duckdb.connect(settings.warehouse_path) as connection:
        finish_build(settings)
        connection.execute("create schema marts; create schema intermediate; create schema raw")
        connection.execute("create table marts.dim_a as select 1 as a_key, 'é' as name")
        connection.execute("create table marts.fct_b as select range as b_key from range(1000)")
        connection.execute("create table intermediate.int_secret as select 1 as x")
        for table, column in (
            ("catalog_syncs", "finished_at"),
            ("playback_events", "received_at"),
            ("stream_checks", "checked_at"),
        ):
            connection.execute(f"create table raw.{table} as select timestamp '2026-01-02 03:04:05' {column}")
    return settings


def test_the_named_marts_are_published_and_nothing_else(warehouse: Settings) -> None:
    manifest = publish_marts(warehouse, ["dim_a", "fct_b"])
    snapshot = SnapshotStore(warehouse.published_dir).current()
    assert snapshot is not None
    assert snapshot.id == manifest.snapshot_id
    assert set(manifest.tables) == {"dim_a", "fct_b"}
    assert snapshot.rows("select name from dim_a") == [{"name": "é"}]
    files = {path.name for path in snapshot.directory.iterdir()}
    assert files == {"dim_a.parquet", "fct_b.parquet", "manifest.json", "serving.duckdb"}
    assert pl.read_parquet(snapshot.directory / "fct_b.parquet").height == 1000


def test_watermarks_tell_how_far_the_data_reaches(warehouse: Settings) -> None:
    watermarks = publish_marts(warehouse, ["dim_a"]).watermarks
    assert {str(value) for value in watermarks.values()} == {"2026-01-02 03:04:05"}


def test_a_missing_mart_publishes_nothing(warehouse: Settings) -> None:
    before = publish_marts(warehouse, ["dim_a"]).snapshot_id
    with pytest.raises(SnapshotError, match="lacks fct_missing"):
        publish_marts(warehouse, ["dim_a", "fct_missing"])
    assert SnapshotStore(warehouse.published_dir).current_id() == before


def test_a_build_that_did_not_pass_is_not_published(warehouse: Settings) -> None:
    begin_build(warehouse)
    with pytest.raises(SnapshotError, match="did not finish or pass its checks"):
        publish_marts(warehouse, ["dim_a", "fct_b"])
    assert SnapshotStore(warehouse.published_dir).current() is None


def test_without_a_warehouse_the_error_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(SnapshotError, match="run `watchhouse build`"):
        publish_marts(settings, ["dim_a"])
