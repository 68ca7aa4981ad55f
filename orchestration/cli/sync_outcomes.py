"""What came of the syncs of one command, on the terminal."""

from datetime import datetime

from rich.markup import escape

from app.settings import Settings
from orchestration.console import console


def tell_syncs(settings: Settings, began_at: datetime) -> bool:
    """Tell each sync that began since then (naive UTC); whether one of them was rejected."""
    from ingestion.landing import RawStore
    from ingestion.syncing.advice import next_step

    syncs = RawStore(settings.raw_dir).scan("catalog_syncs").collect()
    rows = syncs.filter(syncs["started_at"] >= began_at).sort("started_at").rows(named=True)
    for row in rows:
        console.print(escape(_describe(row)))
        if row["outcome"] == "rejected":
            console.print(f"  {escape(next_step(row['provider_id'], row['reason']))}")
    return any(row["outcome"] == "rejected" for row in rows)


def _describe(row: dict[str, object]) -> str:
    head = f"{row['provider_id']} {row['sync_kind']}: {row['outcome']}"
    if row["outcome"] == "rejected":
        return f"{head} ({row['reason']}), nothing changed. {row['detail']}"
    forced = ", by force" if row["is_forced"] else ""
    return f"{head}{forced}, {row['entry_count']:,} entries"
