with
    views as (
        select *, {{ dbt.date_trunc("hour", "started_at") }} as hour_at
        from {{ ref("fct_views") }}
        where title_key is not null and not is_bot
    ),

    hours as (select * from {{ ref("int_hours_compared") }}),

    counted as (
        select views.title_key, views.is_simulated, hours.steps_back, cast(count(*) as bigint) as view_count
        from views
        inner join hours on views.hour_at = hours.compared_at and views.is_simulated = hours.is_simulated
        group by views.title_key, views.is_simulated, hours.steps_back
    ),

    trending as (select * from counted where steps_back = 0),

    -- An hour in which nobody started the title counts as 0.
    usual as (
        select
            trending.title_key,
            trending.is_simulated,
            cast(round(median(coalesce(past.view_count, 0))) as bigint) as view_count
        from trending
        inner join hours on trending.is_simulated = hours.is_simulated and hours.steps_back > 0
        left join
            counted as past
            on trending.title_key = past.title_key
            and trending.is_simulated = past.is_simulated
            and hours.steps_back = past.steps_back
        group by trending.title_key, trending.is_simulated
    ),

    scored as (
        select
            trending.*,
            usual.view_count as usual_view_count,
            (trending.view_count - coalesce(usual.view_count, 0))
            / sqrt(coalesce(usual.view_count, 0) + 1) as trend_score
        from trending
        left join usual on trending.title_key = usual.title_key and trending.is_simulated = usual.is_simulated
    )

select
    scored.title_key,
    scored.is_simulated,
    hours.compared_at as hour_at,
    scored.view_count,
    scored.usual_view_count,
    {{ ratio("scored.view_count", "scored.usual_view_count") }} as trend_ratio,
    scored.trend_score,
    cast(
        row_number() over (
            partition by scored.is_simulated
            order by
                scored.trend_score desc nulls last,
                scored.view_count desc nulls last,
                scored.title_key asc nulls last
        ) as bigint
    ) as rank
from scored
inner join hours on scored.is_simulated = hours.is_simulated and hours.steps_back = 0
