"""Asset checks on raw tables: what lies on disk has the shape that its schema declares."""

from typing import Any

import dagster as dg
from pandera.errors import SchemaErrors

from ingestion.schemas.registry import RAW_TABLES
from orchestration.resources import DataFolder


def schema_check(
    table: str, partitions_def: dg.PartitionsDefinition | None = None
) -> dg.AssetChecksDefinition:
    """A blocking check of a raw table's newest day against its pandera schema."""

    @dg.asset_check(
        asset=dg.AssetKey(["raw", table]),
        name="matches_schema",
        description="Every column has its declared type, bounds and nullability.",
        blocking=True,
        partitions_def=partitions_def,
    )
    def check(data: DataFolder) -> dg.AssetCheckResult:
        frame = data.raw_store().read_newest_day(table)
        metadata: dict[str, Any] = {"rows": frame.height, "columns": frame.width}
        try:
            RAW_TABLES[table].validate(frame, lazy=True)
        except SchemaErrors as errors:
            faults = errors.failure_cases.select("column", "check").unique().head(20)
            return dg.AssetCheckResult(passed=False, metadata={**metadata, "faults": faults.rows()})
        return dg.AssetCheckResult(passed=True, metadata=metadata)

    return check
