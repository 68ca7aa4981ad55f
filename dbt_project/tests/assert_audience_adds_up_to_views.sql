{{ config(meta={"dagster": {"ref": {"name": "agg_audience_daily"}}}) }}

-- The days hold every view once.
with
    views as (
        select count(*) as view_count, coalesce(sum(play_seconds), 0) as play_seconds
        from {{ ref("fct_views") }}
        where not is_bot
    ),

    days as (
        select coalesce(sum(view_count), 0) as view_count, coalesce(sum(play_seconds), 0) as play_seconds
        from {{ ref("agg_audience_daily") }}
    )

select views.view_count, days.view_count as daily_count
from views
cross join days
where views.view_count <> days.view_count or abs(views.play_seconds - days.play_seconds) > 0.5
