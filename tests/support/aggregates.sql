-- mart: agg_audience_daily
select
    started_date as view_date, provider_id, content_type, is_simulated,
    count(*) as view_count, count_if(is_play) as play_count,
    count(distinct coalesce(viewer_key, view_key)) as viewer_count,
    sum(play_seconds) as play_seconds, sum(rebuffer_seconds) as rebuffer_seconds,
    sum(startup_seconds) as startup_seconds, sum(seek_seconds) as seek_seconds,
    count_if(is_play and is_completed) as completed_count,
    count_if(is_play and coverage_ratio is not null) as completable_count,
    count_if(is_play and has_reached_end) as reached_end_count,
    count_if(is_covered and is_start_failure) as start_failure_count,
    count_if(is_covered and is_playback_failure) as playback_failure_count,
    count_if(is_covered and is_exit_before_start) as exit_before_start_count,
    count_if(has_error) as error_view_count,
    quantile_cont(startup_ms, 0.5) as p50_startup_ms, quantile_cont(startup_ms, 0.95) as p95_startup_ms,
    count(startup_ms) as startup_count, sum(muted_seconds) as muted_seconds,
    sum(background_seconds) as background_seconds, sum(paused_seconds) as paused_seconds,
    count_if(is_bounced) as bounced_count, count_if(is_covered) as covered_view_count,
    coalesce(sum(play_seconds) filter (where is_covered), 0) as covered_play_seconds,
    coalesce(sum(rebuffer_seconds) filter (where is_covered), 0) as covered_rebuffer_seconds,
    coalesce(sum(event_count) filter (where lost_event_count is not null), 0) as numbered_event_count,
    coalesce(sum(lost_event_count), 0) as lost_event_count, sum(ad_seconds) as ad_seconds,
    avg(experience_score) as mean_experience_score, count(experience_score) as experience_count
from fct_views group by all order by all

-- mart: agg_title_daily
select
    started_date as view_date, title_key, content_id, content_title, content_type, provider_id, organizer_id,
    is_simulated,
    count(*) as view_count, count_if(is_play) as play_count,
    count(distinct coalesce(viewer_key, view_key)) as viewer_count,
    sum(play_seconds) as play_seconds, sum(coalesce(unique_content_seconds, 0)) as unique_content_seconds,
    sum(rebuffer_seconds) as rebuffer_seconds,
    count_if(is_play and is_completed) as completed_count,
    count_if(is_play and coverage_ratio is not null) as completable_count,
    count_if(is_play and has_reached_end) as reached_end_count,
    count_if(has_error) as error_view_count
from fct_views group by all order by all

-- mart: agg_completion_histogram
select
    started_date as view_date, provider_id, content_type, is_simulated,
    least(90, floor(coverage_ratio * 10) * 10) as completion_bucket, count(*) as view_count
from fct_views where is_play and coverage_ratio is not null group by all order by all

-- mart: agg_viewer_engagement_daily
with days as (
    select
        started_date as view_date, viewer_key, is_simulated, count(*) as view_count,
        sum(play_seconds) as watch_seconds, count(distinct channel_key) as distinct_channel_count,
        count(distinct title_key) as distinct_title_count, count_if(is_completed) as completed_view_count,
        count_if(not is_live) as titled_view_count
    from fct_views where viewer_key is not null group by all
),
scored as (
    select
        *, least(25, 5 * view_count) as view_score, least(40, 10 * watch_seconds / 3600) as watch_score,
        least(20, 2 * (distinct_channel_count + distinct_title_count)) as variety_score,
        15 * completed_view_count / nullif(titled_view_count, 0) as completion_score
    from days
)
select
    *, case
        when completion_score is null then (view_score + watch_score + variety_score) * 100 / 85
        else view_score + watch_score + variety_score + completion_score
    end as engagement_score
from scored order by all

-- mart: agg_stream_health_daily
select
    checked_date as check_date, stream_key, provider_id, count(*) as check_count,
    count_if(is_counted and is_good) as good_check_count,
    count_if(is_counted and not is_good) as bad_check_count,
    count_if(not is_counted) as excluded_check_count,
    good_check_count * 3600 as good_seconds, bad_check_count * 3600 as bad_seconds,
    good_seconds + bad_seconds as observed_seconds,
    good_seconds / nullif(observed_seconds, 0) as uptime_ratio,
    observed_seconds / 86400 as observed_ratio,
    avg(ttfb_ms) as mean_ttfb_ms, max(ttfb_ms) as max_ttfb_ms, arg_max(status, checked_at) as last_status
from fct_stream_checks group by all order by all

-- mart: agg_provider_hourly
select
    date_trunc('hour', checked_at) as hour_at, provider_id, count(distinct stream_key) as stream_count,
    count_if(is_counted and is_good) as active_stream_count,
    count_if(is_counted and not is_good) as failed_stream_count,
    count(*) as check_count, active_stream_count as ok_check_count, failed_stream_count as failed_check_count,
    avg(ttfb_ms) as mean_ttfb_ms, quantile_cont(ttfb_ms, 0.95) as p95_ttfb_ms,
    ok_check_count / nullif(ok_check_count + failed_check_count, 0) as uptime_ratio,
    sum(measured_bps) as estimated_bandwidth_bps
from fct_stream_checks group by all order by all
