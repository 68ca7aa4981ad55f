"""Commands that look at an installation, and the one that goes back to an older snapshot."""

from datetime import UTC, datetime

from rich.table import Table

from app.snapshot import Manifest, SnapshotStore
from app.spool import read_depth
from orchestration.cli.options import DataDir, SnapshotId, read_settings
from orchestration.console import console
from orchestration.providers import read_providers


def status(data_dir: DataDir = None) -> None:
    """Tell what the data folder holds: providers, spool, snapshots and the rows of each mart.

    Example: `watchhouse status`
    """
    settings = read_settings(data_dir)
    console.print(f"Data folder   {settings.data_dir}")
    providers = ", ".join(provider.id for provider in read_providers(settings)) or "none configured"
    console.print(f"Providers     {providers}")
    depth = read_depth(settings.spool_dir)
    console.print(f"Spool         {depth.segment_count} segments, {depth.bytes:,} bytes not yet landed")
    store = SnapshotStore(settings.published_dir)
    snapshot = store.current()
    if snapshot is None:
        console.print("Snapshot      none yet: run `watchhouse build`")
        return
    _print_snapshot(snapshot.manifest, kept=len(store.ids()))


def rollback(snapshot_id: SnapshotId = None, data_dir: DataDir = None) -> None:
    """Let readers see an older snapshot again: the one before the current, or the one named.

    Example: `watchhouse rollback`
    """
    settings = read_settings(data_dir)
    console.print(f"Readers now see {SnapshotStore(settings.published_dir).rollback(snapshot_id)}")


COMMANDS = (status, rollback)


def _print_snapshot(manifest: Manifest, *, kept: int) -> None:
    age = datetime.now(UTC) - manifest.built_at
    console.print(
        f"Snapshot      {manifest.snapshot_id}, {age.total_seconds() / 60:.0f} minutes old, {kept} kept"
    )
    table = Table("mart", "rows", "bytes", box=None, padding=(0, 2, 0, 0))
    for column in table.columns[1:]:
        column.justify = "right"
    for name, mart in manifest.tables.items():
        table.add_row(name, f"{mart.row_count:,}", f"{mart.size_bytes:,}")
    console.print(table)
