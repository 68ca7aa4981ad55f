"""Write the warehouse's marts to a new snapshot. Opens the warehouse read-only, and marts alone."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from app.settings import Settings
from app.snapshot import Manifest, SnapshotError, SnapshotStore
from orchestration.build_state import is_checked

_WATERMARKS = {
    "catalog_syncs": "finished_at",
    "playback_events": "received_at",
    "stream_checks": "checked_at",
}


def publish_marts(settings: Settings, marts: Sequence[str]) -> Manifest:
    """Publish the given marts as a snapshot and make it current.

    Raises SnapshotError when the warehouse lacks one of them, or was not built to its end and checked;
    readers then keep the last good snapshot.
    """
    if not settings.warehouse_path.exists():
        raise SnapshotError("there is no warehouse yet: run `watchhouse build`")
    if not is_checked(settings):
        raise SnapshotError(
            "the last build of the warehouse did not finish or pass its checks: run `watchhouse publish`"
        )
    with duckdb.connect(settings.warehouse_path, read_only=True) as warehouse:
        _require(warehouse, marts)
        return SnapshotStore(settings.published_dir).publish(
            lambda folder: _export(warehouse, marts, folder),
            watermarks=_read_watermarks(warehouse),
            keep=settings.snapshots_kept,
        )


def _require(warehouse: duckdb.DuckDBPyConnection, marts: Sequence[str]) -> None:
    rows = warehouse.execute(
        "select table_name from information_schema.tables where table_schema = 'marts'"
    ).fetchall()
    missing = sorted(set(marts) - {name for (name,) in rows})
    if missing:
        raise SnapshotError(f"the warehouse lacks {', '.join(missing)}: run `watchhouse build`")


def _export(warehouse: duckdb.DuckDBPyConnection, marts: Sequence[str], folder: Path) -> None:
    for mart in marts:
        target = str(folder / f"{mart}.parquet")
        warehouse.execute(f"copy marts.\"{mart}\" to '{target}' (format parquet, compression zstd)")


def _read_watermarks(warehouse: duckdb.DuckDBPyConnection) -> dict[str, datetime | None]:
    """The newest time in each raw table: how far the snapshot's data reaches."""
    watermarks: dict[str, datetime | None] = {}
    for table, column in _WATERMARKS.items():
        row = warehouse.execute(f"select max({column}) from raw.{table}").fetchone()  # noqa: S608
        watermarks[table] = row[0] if row else None
    return watermarks
