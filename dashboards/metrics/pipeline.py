"""What came in, and what was published, as tiles. Pure."""

from dashboards import formats
from dashboards.metrics.tile import Row, Tile


def snapshot_age(age: str, kept: int) -> Tile:
    """Age of the newest snapshot."""
    return Tile(
        "Last snapshot",
        age,
        "When the snapshot that you see was published. Older ones are kept for going back.",
        note=f"{formats.count(kept)} kept",
    )


def table_rows(row_count: int, table_count: int, size_bytes: int) -> Tile:
    """Size of the snapshot."""
    return Tile(
        "Rows in the snapshot",
        formats.count(row_count),
        "Rows of all published tables together, and the size of their files.",
        note=f"{formats.count(table_count)} tables, {formats.size(size_bytes)}",
    )


def rejected_syncs(row: Row) -> Tile:
    """Syncs that were not accepted."""
    return Tile(
        "Rejected syncs",
        formats.count(row["rejected_sync_count"]),
        "Syncs whose answer was empty, broken or far too small; the catalog stayed as it was.",
        note=f"of {formats.count(row['sync_count'])} syncs",
    )


def rejected_records(row: Row) -> Tile:
    """Quarantined records."""
    return Tile(
        "Rejected records",
        formats.count(row["reject_count"]),
        "Catalog entries, programmes and events that could not be read. They are kept with their reason.",
        note="kept in quarantine",
    )
