"""Put each table's row count on the events of a dbt build.

dagster-dbt has this too, but leaves its connection to the warehouse open in this process, in which the
snapshot is published next.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import dagster as dg
import duckdb


def with_row_counts(events: Iterable[object], warehouse_path: Path) -> Iterator[object]:
    """The events of a build with `dagster/row_count` on those of tables; given when dbt has let go."""
    finished = list(events)
    counts = read_row_counts(warehouse_path)
    for event in finished:
        if isinstance(event, dg.Output | dg.AssetMaterialization):
            name = str(event.metadata["unique_id"].value).rpartition(".")[2]
            if name in counts:
                yield event.with_metadata({**event.metadata, "dagster/row_count": counts[name]})
                continue
        yield event


def read_row_counts(warehouse_path: Path) -> Mapping[str, int]:
    """Rows of every table (not view) of the warehouse, by name."""
    with duckdb.connect(warehouse_path, read_only=True) as warehouse:
        tables = warehouse.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        counted = " union all ".join(
            f"""select '{name}', count(*) from "{schema}"."{name}" """  # noqa: S608 - names of the catalog
            for schema, name in tables
        )
        return dict(warehouse.execute(counted).fetchall()) if tables else {}
