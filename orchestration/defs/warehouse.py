"""The warehouse: every dbt model as an asset, every dbt test as its check. One writer at a time."""

from collections.abc import Iterator

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from orchestration.build_state import begin_build, finish_build, may_add
from orchestration.dbt import PROJECT, TRANSLATOR, ensure_manifest
from orchestration.home import prepare_data
from orchestration.pools import WAREHOUSE_POOL
from orchestration.resources import DataFolder
from orchestration.row_counts import with_row_counts

# Says which events are new: a build of it without all that follows would leave those behind.
_FILES_READ = dg.AssetKey(["intermediate", "int_files_read"])


@dbt_assets(
    manifest=ensure_manifest(),
    project=PROJECT,
    dagster_dbt_translator=TRANSLATOR,
    pool=WAREHOUSE_POOL,
)
def warehouse(context: dg.AssetExecutionContext, dbt: DbtCliResource, data: DataFolder) -> Iterator[object]:
    """Build the selected models and run their data tests, in one dbt process.

    While it runs, and after it failed, the warehouse does not count as checked: it is not published, and the
    next build makes everything anew.
    """
    settings = data.settings()
    prepare_data(settings)
    adds = may_add(settings)
    completes = not context.is_subset or (adds and _FILES_READ not in context.selected_asset_keys)
    begin_build(settings)
    command = ["--no-use-colors", "build", "--exclude-resource-type", "unit_test"]
    build = dbt.cli(command if adds else [*command, "--full-refresh"], context=context)
    yield from with_row_counts(build.stream(), settings.warehouse_path)
    if completes:
        finish_build(settings)
