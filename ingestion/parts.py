"""Raw files whose content is known before they are written: landed again, they replace themselves."""

from datetime import date

import polars as pl

from ingestion.landing import RawStore


def landed_on(store: RawStore, table: str, part: str) -> date | None:
    """The day under which a part lies, if it does."""
    found = next((store.root / table).glob(f"received_date=*/{part}.parquet"), None)
    return None if found is None else date.fromisoformat(found.parent.name.removeprefix("received_date="))


def land_part(store: RawStore, table: str, frame: pl.DataFrame, *, part: str, today: date) -> None:
    """Land a part under the day where it lies already, else today's: it is never there twice.

    Raises OSError, and pandera's SchemaError before anything is written.
    """
    store.land(table, frame, received_date=landed_on(store, table, part) or today, part=part)
