-- depends_on: {{ ref("int_days_touched") }}
{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

with views as (select * from {{ ref("fct_views") }} where not is_bot and {{ is_day_touched("started_date") }})

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
    {{ total("paused_seconds") }} as paused_seconds,
    {{ total("muted_seconds") }} as muted_seconds,
    {{ total("background_seconds") }} as background_seconds,
    {{ total("ad_seconds") }} as ad_seconds,
    {{ count_where("is_bounced") }} as bounced_count,
    {{ count_where("is_covered") }} as covered_view_count,
    {{ total("case when is_covered then play_seconds end") }} as covered_play_seconds,
    {{ total("case when is_covered then rebuffer_seconds end") }} as covered_rebuffer_seconds,
    cast(
        sum(case when lost_event_count is not null then event_count else 0 end) as bigint
    ) as numbered_event_count,
    cast(sum(coalesce(lost_event_count, 0)) as bigint) as lost_event_count,
    avg(experience_score) as mean_experience_score,
    {{ count_where("experience_score is not null") }} as experience_count,
    {{ count_where("is_play and is_completed") }} as completed_count,
    {{ count_where("is_play and coverage_ratio is not null") }} as completable_count,
    {{ count_where("is_play and has_reached_end") }} as reached_end_count,
    {{ count_where("is_covered and is_start_failure") }} as start_failure_count,
    {{ count_where("is_covered and is_playback_failure") }} as playback_failure_count,
    {{ count_where("is_covered and is_exit_before_start") }} as exit_before_start_count,
    {{ count_where("has_error") }} as error_view_count,
    percentile_cont(0.5) within group (order by startup_ms asc nulls last) as p50_startup_ms,
    percentile_cont(0.95) within group (order by startup_ms asc nulls last) as p95_startup_ms,
    {{ count_where("startup_ms is not null") }} as startup_count
from views
group by started_date, provider_id, content_type, is_simulated
