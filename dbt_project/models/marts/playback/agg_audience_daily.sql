with views as (select * from {{ ref("fct_views") }})

select
    started_date as view_date,
    provider_id,
    content_type,
    is_simulated,
    cast(count(*) as bigint) as view_count,
    {{ count_where("is_play") }} as play_count,
    cast(count(distinct coalesce(viewer_key, view_key)) as bigint) as viewer_count,
    {{ total("play_seconds") }} as play_seconds,
    {{ total("rebuffer_seconds") }} as rebuffer_seconds,
    {{ total("startup_seconds") }} as startup_seconds,
    {{ total("seek_seconds") }} as seek_seconds,
    {{ count_where("is_play and is_completed") }} as completed_count,
    {{ count_where("is_play and coverage_ratio is not null") }} as completable_count,
    {{ count_where("is_play and has_reached_end") }} as reached_end_count,
    {{ count_where("is_start_failure") }} as start_failure_count,
    {{ count_where("is_playback_failure") }} as playback_failure_count,
    {{ count_where("is_exit_before_start") }} as exit_before_start_count,
    {{ count_where("has_error") }} as error_view_count,
    percentile_cont(0.5) within group (order by startup_ms asc nulls last) as p50_startup_ms,
    percentile_cont(0.95) within group (order by startup_ms asc nulls last) as p95_startup_ms,
    {{ count_where("startup_ms is not null") }} as startup_count
from views
group by started_date, provider_id, content_type, is_simulated
