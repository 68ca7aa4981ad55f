{{ config(severity="warn", meta={"dagster": {"ref": {"name": "agg_reconciliation_daily"}}}) }}

-- Days of videos for which the library and our own views tell different stories.
select view_date, provider_id, item_id, view_difference_count, watched_difference_seconds
from {{ ref("agg_reconciliation_daily") }}
where not is_within_tolerance
