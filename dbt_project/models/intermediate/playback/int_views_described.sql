{{ config(materialized="view") }}

-- What happened in a view, times and totals of intervals aside. A player that only preloaded made no
-- attempt to play, so that is no view.
with events as (select * from {{ ref("int_events_measured") }} where {{ is_session_touched() }})

select
    view_hash,
    max(session_hash) as session_hash,
    max(client_hash) as client_hash,
    max(view_number) as view_number,
    bool_or(is_live) as is_live,
    bool_or(has_clock_fault) as has_clock_fault,
    min(case when is_activity then occurred_at end) as started_at,
    max(case when is_activity then occurred_at end) as ended_at,
    max(occurred_at) as last_event_at,
    min(case when event_type = 'view_start' then occurred_at end) as intent_at,
    min(
        case when event_type in ('playing', 'progress') or state = 'playing' then occurred_at end
    ) as first_frame_at,
    min(
        case when event_type in ('playing', 'progress') or state = 'playing' then event_number end
    ) as first_frame_number,
    min(case when is_background then event_number end) as first_background_number,
    bool_or(event_type = 'error') as has_error,
    bool_or(is_fatal) as has_fatal_error,
    bool_or(event_type = 'ended') as has_ended,
    {{ count_where("event_type = 'seek_start'") }} as seek_count,
    {{ count_where("event_type = 'ad_start'") }} as ad_count,
    {{ count_where("bitrate_step = 1 and state = 'playing'") }} as bitrate_up_count,
    {{ count_where("bitrate_step = -1 and state = 'playing'") }} as bitrate_down_count,
    sum(new_dropped_frames) as dropped_frames,
    sum(new_decoded_frames) as decoded_frames,
    percentile_cont(0.5) within group (order by live_latency_ms asc nulls last) as live_latency_ms,
    min(seq) as first_seq,
    max(seq) as last_seq,
    cast(count(*) as bigint) as event_count
from events
group by view_hash
having
    bool_or(is_activity and event_type not in ('heartbeat', 'rate_change', 'visibility_change'))
    or (bool_or(is_activity) and not bool_or(event_type = 'preload'))
