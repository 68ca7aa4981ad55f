with
    views as (select * from {{ ref("int_views_visited") }}),

    visits as (
        select viewer_key, cast(count(*) as bigint) as visit_count
        from {{ ref("fct_visits") }}
        group by viewer_key
    ),

    viewers as (
        select
            viewer_key,
            min(started_at) as first_viewed_at,
            max(started_at) as last_viewed_at,
            min(started_date) as first_viewed_date,
            cast(count(*) as bigint) as view_count,
            cast(count(distinct started_date) as bigint) as active_day_count,
            {{ total("play_seconds") }} as play_seconds,
            bool_and(is_simulated) as is_simulated
        from views
        group by viewer_key
    )

select
    viewers.viewer_key,
    viewers.first_viewed_at,
    viewers.last_viewed_at,
    viewers.first_viewed_date,
    viewers.view_count,
    visits.visit_count,
    viewers.active_day_count,
    viewers.play_seconds,
    viewers.is_simulated
from viewers
inner join visits on viewers.viewer_key = visits.viewer_key
