"""The warehouse: every dbt model as an asset, every dbt test as its check. One writer at a time."""

from collections.abc import Iterator

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from orchestration.dbt import PROJECT, TRANSLATOR, ensure_manifest
from orchestration.home import prepare_data
from orchestration.pools import WAREHOUSE_POOL
from orchestration.publish import checked_marker
from orchestration.resources import DataFolder
from orchestration.row_counts import with_row_counts


@dbt_assets(
    manifest=ensure_manifest(),
    project=PROJECT,
    dagster_dbt_translator=TRANSLATOR,
    pool=WAREHOUSE_POOL,
)
def warehouse(context: dg.AssetExecutionContext, dbt: DbtCliResource, data: DataFolder) -> Iterator[object]:
    """Build the selected models and run their data tests, in one dbt process.

    While it runs, and after it failed, the warehouse does not count as checked and is not published.
    """
    settings = data.settings()
    prepare_data(settings)
    checked = checked_marker(settings)
    completes = checked.exists() or not context.is_subset
    checked.unlink(missing_ok=True)
    build = dbt.cli(["--no-use-colors", "build", "--exclude-resource-type", "unit_test"], context=context)
    yield from with_row_counts(build.stream(), settings.warehouse_path)
    if completes:
        checked.touch()
