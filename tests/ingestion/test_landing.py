from datetime import date, datetime
from pathlib import Path

import pandera.errors
import polars as pl
import pytest

from ingestion.landing import RawStore, write_atomically
from ingestion.schemas.base import empty_frame
from ingestion.schemas.catalog import CatalogRejects
from ingestion.schemas.registry import RAW_TABLES

DAY = date(2026, 1, 1)


def test_an_empty_folder_has_all_tables_with_their_columns(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    store.ensure_tables()
    for table, schema in RAW_TABLES.items():
        assert store.scan(table).collect().equals(empty_frame(schema))


def test_what_does_not_fit_is_not_written(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    with pytest.raises(pandera.errors.SchemaError):
        store.land("catalog_rejects", pl.DataFrame({"sync_id": [1]}), received_date=DAY, part="a")
    assert list(tmp_path.rglob("*")) == []


def test_landing_a_part_again_replaces_it(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    paths = {
        store.land("catalog_rejects", empty_frame(CatalogRejects), received_date=DAY, part="a")
        for _ in range(2)
    }
    assert paths == {tmp_path / "catalog_rejects" / "received_date=2026-01-01" / "a.parquet"}
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.parquet"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "file"
    write_atomically(target, lambda path: path.write_text("old"))

    def fail(path: Path) -> None:
        path.write_text("ne")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_atomically(target, fail)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"file": "old"}


def test_files_of_an_earlier_version_read_with_the_columns_that_came_since(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    store.ensure_tables()
    zero = tmp_path / "playback_rejects" / "received_date=1970-01-01" / "zero.parquet"
    pl.read_parquet(zero).drop("original").write_parquet(zero)
    earlier = tmp_path / "playback_rejects" / "received_date=2026-11-01" / "earlier.parquet"
    earlier.parent.mkdir()
    row: dict[str, object] = dict.fromkeys(pl.read_parquet_schema(zero), "x")
    row |= {"received_at": datetime(2026, 11, 1), "event_index": 0}  # noqa: DTZ001 - raw tables hold naive UTC
    pl.DataFrame([row], schema=pl.read_parquet_schema(zero)).write_parquet(earlier)
    assert store.scan("playback_rejects").collect()["original"].to_list() == [None]
    assert "original" in pl.read_parquet_schema(zero)
    assert store.read_newest_day("playback_rejects").height == 1
