"""What the rows of earlier syncs tell the next one. Reads the files of these syncs alone, a few columns each.

Episodes that are asked for one series at a time are apart from all else: how many a sync has depends on what
it asked for. They are the rows with a parent.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from ingestion.landing import RawStore
from ingestion.schemas.base import polars_schema
from ingestion.schemas.catalog import CatalogEntries

SERIES_COLUMNS = ("item_id", "episode_count", "episodes_asked_at")
ENTRY_SCHEMA = polars_schema(CatalogEntries)
NO_SERIES = pl.DataFrame(schema={name: ENTRY_SCHEMA[name] for name in SERIES_COLUMNS})


class ListHistory(NamedTuple):
    """Entries of each list in each of the syncs that had it, and episodes of series by sync; oldest first."""

    list_counts: dict[str, list[int]]
    episode_counts: list[int]


def count_lists(store: RawStore, provider_id: str, sync_ids: Sequence[str]) -> ListHistory:
    """How many entries syncs had."""
    lists: dict[str, list[int]] = {}
    episodes: list[int] = []
    is_own = pl.col("parent_item_id").is_null()
    for sync_id in sync_ids:
        episodes.append(0)
        for entries in _entries(store, provider_id, sync_id):
            sizes = entries.group_by("playlist").agg(own=is_own.sum(), episodes=(~is_own).sum())
            for name, own, of_series in sizes.collect().iter_rows():
                lists.setdefault(name, []).append(own)
                episodes[-1] += of_series
    return ListHistory(lists, episodes)


def read_series(store: RawStore, provider_id: str, sync_id: str) -> pl.DataFrame:
    """The series of a sync whose episodes were ever asked for: `SERIES_COLUMNS`, a row for each."""
    asked = [
        entries.filter(pl.col("stream_type") == "series", pl.col("episodes_asked_at").is_not_null())
        .select(SERIES_COLUMNS)
        .collect()
        for entries in _entries(store, provider_id, sync_id)
    ]
    return pl.concat([NO_SERIES, *asked]).unique("item_id", keep="first", maintain_order=True)


def _entries(store: RawStore, provider_id: str, sync_id: str) -> Iterator[pl.LazyFrame]:
    for path in (store.root / "catalog_entries").glob(f"received_date=*/{provider_id}.{sync_id}.parquet"):
        yield pl.scan_parquet(path, schema=ENTRY_SCHEMA, missing_columns="insert", hive_partitioning=False)
