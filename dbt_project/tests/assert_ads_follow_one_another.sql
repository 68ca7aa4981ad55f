{{ config(meta={"dagster": {"ref": {"name": "fct_ad_views"}}}) }}

-- A later quartile implies the earlier ones, the end implies all, and what was skipped did not end.
select ad_view_key
from {{ ref("fct_ad_views") }}
where
    (has_reached_50 and not has_reached_25)
    or (has_reached_75 and not has_reached_50)
    or (is_completed and not has_reached_75)
    or (is_completed and is_skipped)
