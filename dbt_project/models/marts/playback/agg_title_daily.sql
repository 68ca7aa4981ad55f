-- depends_on: {{ ref("int_days_touched") }}
{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

with
    views as (
        select
            *,
            row_number() over (
                partition by title_key, is_simulated, started_date
                order by started_at asc nulls last, view_key asc nulls last
            ) as viewing_number
        from {{ ref("fct_views") }}
        where not is_bot and title_key is not null and {{ is_day_touched("started_date") }}
    )

select
    started_date as view_date,
    title_key,
    max(content_id) as content_id,
    {{ latest("content_title", "viewing_number") }} as content_title,
    {{ latest("content_type", "viewing_number") }} as content_type,
    {{ latest("provider_id", "viewing_number") }} as provider_id,
    {{ latest("organizer_id", "viewing_number") }} as organizer_id,
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
