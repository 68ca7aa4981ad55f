"""What readers get: the snapshot, and the documentation of the warehouse."""

import dagster as dg
from dagster_dbt import DbtCliResource

from orchestration.automation import NIGHTLY
from orchestration.dbt import read_mart_names
from orchestration.documentation import install_documentation
from orchestration.home import prepare_data
from orchestration.pools import WAREHOUSE_POOL
from orchestration.publish import publish_marts
from orchestration.resources import DataFolder

_MARTS = [dg.AssetKey(["marts", name]) for name in read_mart_names()]
SNAPSHOT = dg.AssetKey(["published", "snapshot"])


@dg.asset(
    key=SNAPSHOT,
    deps=_MARTS,
    group_name="published",
    tags={"operations": ""},
    kinds={"parquet", "duckdb"},
    pool=WAREHOUSE_POOL,
)
def snapshot(data: DataFolder) -> dg.MaterializeResult[None]:
    """All marts as Parquet with a manifest and a serving file, made current at once."""
    manifest = publish_marts(data.settings(), read_mart_names())
    return dg.MaterializeResult(
        metadata={
            "snapshot_id": manifest.snapshot_id,
            "dagster/row_count": sum(table.row_count for table in manifest.tables.values()),
            "bytes": sum(table.size_bytes for table in manifest.tables.values()),
            "tables": {name: table.row_count for name, table in manifest.tables.items()},
        }
    )


@dg.asset(
    key=["published", "documentation"],
    deps=[SNAPSHOT],
    group_name="published",
    tags={"operations": ""},
    kinds={"dbt"},
    pool=WAREHOUSE_POOL,
    automation_condition=NIGHTLY,
)
def documentation(data: DataFolder, dbt: DbtCliResource) -> dg.MaterializeResult[None]:
    """The dbt documentation as one static page, served by the API at `/warehouse`."""
    prepare_data(data.settings())
    invocation = dbt.cli(["docs", "generate", "--static"]).wait()
    page = install_documentation(invocation.target_path, data.settings().docs_dir)
    return dg.MaterializeResult(metadata={"bytes": page.stat().st_size})
