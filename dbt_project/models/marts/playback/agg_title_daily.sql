with
    views as (select * from {{ ref("fct_views") }} where title_key is not null),

    titles as (select * from {{ ref("dim_titles") }}),

    daily as (
        select
            started_date as view_date,
            title_key,
            is_simulated,
            cast(count(*) as bigint) as view_count,
            {{ count_where("is_play") }} as play_count,
            cast(count(distinct coalesce(viewer_key, view_key)) as bigint) as viewer_count,
            {{ total("play_seconds") }} as play_seconds,
            {{ total("unique_content_seconds") }} as unique_content_seconds,
            {{ total("rebuffer_seconds") }} as rebuffer_seconds,
            {{ count_where("is_play and is_completed") }} as completed_count,
            {{ count_where("is_play and coverage_ratio is not null") }} as completable_count,
            {{ count_where("is_play and has_reached_end") }} as reached_end_count,
            {{ count_where("has_error") }} as error_view_count
        from views
        group by started_date, title_key, is_simulated
    )

select
    daily.view_date,
    daily.title_key,
    titles.content_id,
    titles.content_title,
    titles.content_type,
    titles.provider_id,
    titles.organizer_id,
    daily.is_simulated,
    daily.view_count,
    daily.play_count,
    daily.viewer_count,
    daily.play_seconds,
    daily.unique_content_seconds,
    daily.rebuffer_seconds,
    daily.completed_count,
    daily.completable_count,
    daily.reached_end_count,
    daily.error_view_count
from daily
inner join titles on daily.title_key = titles.title_key
