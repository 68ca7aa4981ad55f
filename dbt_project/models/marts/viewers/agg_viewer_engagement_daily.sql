-- depends_on: {{ ref("int_days_touched") }}
{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

with
    views as (
        select *
        from {{ ref("fct_views") }}
        where viewer_key is not null and not is_bot and {{ is_day_touched("started_date") }}
    ),

    viewers as (
        select
            started_date as view_date,
            viewer_key,
            is_simulated,
            cast(count(*) as bigint) as view_count,
            {{ count_where("not is_live") }} as completable_view_count,
            {{ total("play_seconds") }} as watch_seconds,
            cast(count(distinct channel_key) as bigint) as distinct_channel_count,
            cast(count(distinct title_key) as bigint) as distinct_title_count,
            {{ count_where("is_completed") }} as completed_view_count
        from views
        group by started_date, viewer_key, is_simulated
    ),

    scored as (
        select
            *,
            cast(least(25, 5 * view_count) as double) as view_score,
            least(40, 10 * watch_seconds / 3600) as watch_score,
            cast(least(20, 2 * (distinct_channel_count + distinct_title_count)) as double) as variety_score,
            15 * {{ ratio("completed_view_count", "completable_view_count") }} as completion_score
        from viewers
    )

select
    view_date,
    viewer_key,
    is_simulated,
    view_count,
    watch_seconds,
    distinct_channel_count,
    distinct_title_count,
    completed_view_count,
    view_score,
    watch_score,
    variety_score,
    completion_score,
    coalesce(
        view_score + watch_score + variety_score + completion_score,
        (view_score + watch_score + variety_score) * 100 / 85
    ) as engagement_score
from scored
