{{ config(severity="warn", meta={"dagster": {"ref": {"name": "agg_library_daily"}}}) }}

-- Days for which a library as a whole and our own views of its videos tell different stories.
select view_date, provider_id, view_difference_count, watched_difference_seconds
from {{ ref("agg_library_daily") }}
where not is_within_tolerance
