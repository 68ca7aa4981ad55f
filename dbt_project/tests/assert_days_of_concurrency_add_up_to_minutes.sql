{{ config(meta={"dagster": {"ref": {"name": "agg_concurrency_daily"}}}) }}

-- The day holds the seconds of its minutes, and no minute beyond its peaks.
with
    minutes as (
        select
            view_date,
            scope,
            scope_key,
            sum(watched_seconds) as watched_seconds,
            max(peak_view_count) as peak_view_count,
            max(peak_viewer_count) as peak_viewer_count
        from {{ ref("agg_concurrency_minutely") }}
        group by view_date, scope, scope_key
    ),

    days as (select * from {{ ref("agg_concurrency_daily") }})

select minutes.view_date, minutes.scope, minutes.scope_key
from minutes
full join
    days
    on minutes.view_date = days.view_date
    and minutes.scope = days.scope
    and minutes.scope_key = days.scope_key
where
    minutes.scope is null
    or days.scope is null
    or abs(minutes.watched_seconds - days.watched_seconds) > 0.001
    or minutes.peak_view_count <> days.peak_view_count
    or minutes.peak_viewer_count <> days.peak_viewer_count
