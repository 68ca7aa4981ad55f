{{ config(meta={"dagster": {"ref": {"name": "agg_concurrency_minutely"}}}) }}

-- Seconds watched by the minute are the seconds of the views (start-up, playing and stalls), in each scope.
-- Merged stalls may lie over the short playing between them: at most 250 ms each.
with
    views as (
        select
            sum(startup_seconds + play_seconds + rebuffer_seconds) as watched_seconds,
            sum({{ var("stall_minimum_seconds") }} * rebuffer_count) as tolerance_seconds
        from {{ ref("fct_views") }}
    ),

    minutes as (
        select scope, sum(watched_seconds) as watched_seconds
        from {{ ref("agg_concurrency_minutely") }}
        group by scope
    )

select minutes.scope, minutes.watched_seconds, views.watched_seconds as expected_seconds
from minutes
cross join views
where abs(minutes.watched_seconds - views.watched_seconds) > views.tolerance_seconds + 0.5
