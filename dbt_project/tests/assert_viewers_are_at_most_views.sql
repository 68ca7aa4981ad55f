{{ config(meta={"dagster": {"ref": {"name": "agg_concurrency_minutely"}}}) }}

-- No more viewers than views at once, nobody missing where somebody watches, and no more seconds in a
-- minute than its peak allows.
select minute_at, scope, scope_key
from {{ ref("agg_concurrency_minutely") }}
where
    peak_viewer_count > peak_view_count
    or peak_viewer_count < 1
    or watched_seconds > 60 * peak_view_count + 0.001
