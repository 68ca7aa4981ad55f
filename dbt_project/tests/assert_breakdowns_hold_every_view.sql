{{ config(meta={"dagster": {"ref": {"name": "agg_breakdown_daily"}}}) }}

-- Each dimension but the operator's own holds every view of a day once.
with
    views as (
        select
            started_date as view_date,
            is_simulated,
            count(*) as view_count,
            coalesce(sum(play_seconds), 0) as play_seconds
        from {{ ref("fct_views") }}
        where not is_bot
        group by started_date, is_simulated
    ),

    dimensions as (
        select
            view_date,
            is_simulated,
            dimension,
            sum(view_count) as view_count,
            sum(play_seconds) as play_seconds
        from {{ ref("agg_breakdown_daily") }}
        where dimension <> 'custom'
        group by view_date, is_simulated, dimension
    )

select views.view_date, dimensions.dimension, views.view_count, dimensions.view_count as broken_count
from views
left join
    dimensions on views.view_date = dimensions.view_date and views.is_simulated = dimensions.is_simulated
where
    dimensions.view_count is null
    or views.view_count <> dimensions.view_count
    or abs(views.play_seconds - dimensions.play_seconds) > 0.5
