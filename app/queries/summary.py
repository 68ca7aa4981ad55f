"""The totals of the summary: one row from one query. Sums are divided last; no ratio is averaged.

Uptime, and the observed seconds that it is of, leave out the days of a stream on which too little was
observed to tell: the mart gives them no `uptime_ratio`.
"""

TOTALS = """
with
playback as (
    select
        count(*) as view_count,
        count(*) filter (where is_play) as play_count,
        count(distinct coalesce(viewer_key, view_key)) as viewer_count,
        coalesce(sum(play_seconds), 0) as play_seconds,
        count(*) filter (where is_play and coverage_ratio is not null and is_completed) as completed_count,
        count(*) filter (where is_play and coverage_ratio is not null) as completable_count,
        count(startup_ms) as startup_count,
        quantile_cont(startup_ms, 0.5) as p50_startup_ms,
        quantile_cont(startup_ms, 0.95) as p95_startup_ms,
        coalesce(sum(rebuffer_seconds), 0) as rebuffer_seconds,
        count(*) filter (where is_covered and (is_start_failure or is_playback_failure)) as failed_view_count,
        count(*) filter (where is_simulated) as simulated_view_count,
        count(*) filter (where is_covered) as covered_view_count,
        sum(rebuffer_seconds) filter (where is_covered) as covered_rebuffer_seconds,
        sum(play_seconds) filter (where is_covered) as covered_play_seconds,
        sum(lost_event_count) as lost_event_count,
        sum(event_count) filter (where lost_event_count is not null) as numbered_event_count
    from fct_views
    where not is_bot
      and ($first_date::date is null or started_date >= $first_date)
      and ($last_date::date is null or started_date <= $last_date)
      and ($provider_id::varchar is null or provider_id = $provider_id)
      and ($content_type::varchar is null or content_type = $content_type)
      and ($organizer_id::varchar is null or organizer_id = $organizer_id)
      and ($is_simulated::boolean is null or is_simulated = $is_simulated)
),
peaks as (
    select
        case when is_countable then coalesce(max(peak_view_count), 0) end as peak_view_count,
        case when is_countable then coalesce(max(peak_viewer_count), 0) end as peak_viewer_count
    from (select coalesce($content_type::varchar, $organizer_id::varchar, $is_simulated::varchar) is null
                 as is_countable)
    left join agg_concurrency_daily
        on is_countable
        and scope = case when $provider_id::varchar is null then 'all' else 'provider' end
        and ($provider_id::varchar is null or scope_key = $provider_id)
        and ($first_date::date is null or view_date >= $first_date)
        and ($last_date::date is null or view_date <= $last_date)
    group by is_countable
),
catalog as (
    select count(*) as provider_count, coalesce(sum(entry_count), 0)::bigint as catalog_entry_count
    from dim_providers
    where ($provider_id::varchar is null or provider_id = $provider_id)
),
streams as (
    select
        count(*) as stream_count,
        count(last_status) as checked_stream_count,
        count(*) filter (where last_status in ('up', 'degraded')) as up_stream_count
    from dim_streams
    where is_listed and ($provider_id::varchar is null or provider_id = $provider_id)
),
health as (
    select
        coalesce(sum(observed_seconds), 0) as observed_seconds,
        coalesce(sum(good_seconds), 0) as good_seconds
    from agg_stream_health_daily
    where uptime_ratio is not null
      and ($first_date::date is null or check_date >= $first_date)
      and ($last_date::date is null or check_date <= $last_date)
      and ($provider_id::varchar is null or provider_id = $provider_id)
),
incidents as (
    select count(*) filter (where is_open) as open_incident_count
    from fct_incidents
    where ($provider_id::varchar is null or provider_id = $provider_id)
)
select
    *,
    play_seconds / 3600 as watch_hours,
    completed_count / nullif(completable_count, 0) as completion_ratio,
    covered_rebuffer_seconds / nullif(covered_rebuffer_seconds + covered_play_seconds, 0) as rebuffer_ratio,
    failed_view_count / nullif(covered_view_count, 0) as failure_ratio,
    covered_view_count / nullif(view_count, 0) as covered_ratio,
    lost_event_count / nullif(lost_event_count + numbered_event_count, 0) as telemetry_loss_ratio,
    simulated_view_count / nullif(view_count, 0) as simulated_ratio,
    good_seconds / nullif(observed_seconds, 0) as uptime_ratio
from playback, peaks, catalog, streams, health, incidents
"""
