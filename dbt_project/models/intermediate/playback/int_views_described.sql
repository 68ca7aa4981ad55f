-- What the events of a view say about it, times and totals of intervals aside. A player that only preloaded
-- made
-- no attempt to play, so that is no view.
with events as (select * from {{ ref("int_events_ordered") }})

select
    view_key,
    max(session_id) as session_id,
    max(viewer_key) as viewer_key,
    max(source) as source,
    {{ latest("content_id", "event_number") }} as content_id,
    {{ latest("content_title", "event_number") }} as content_title,
    {{ latest("content_type", "event_number") }} as content_type,
    {{ latest("series_title", "event_number") }} as series_title,
    {{ latest("provider_id", "event_number") }} as provider_id,
    {{ latest("channel_id", "event_number") }} as channel_id,
    {{ latest("stream_id", "event_number") }} as stream_id,
    {{ latest("organizer_id", "event_number") }} as organizer_id,
    {{ latest("player_name", "event_number") }} as player_name,
    {{ latest("player_version", "event_number") }} as player_version,
    {{ latest("device_type", "event_number") }} as device_type,
    {{ latest("country_code", "event_number") }} as country_code,
    {{ latest("cdn", "event_number") }} as cdn,
    {{ latest("duration_seconds", "event_number") }} as duration_seconds,
    bool_or(is_live) as is_live,
    bool_or(is_simulated) as is_simulated,
    bool_or(has_clock_fault) as has_clock_fault,
    min(case when is_activity then occurred_at end) as started_at,
    max(case when is_activity then occurred_at end) as ended_at,
    max(occurred_at) as last_event_at,
    min(case when event_type = 'view_start' then occurred_at end) as intent_at,
    min(case when event_type in ('playing', 'progress') then occurred_at end) as first_frame_at,
    min(case when event_type in ('playing', 'progress') then event_number end) as first_frame_number,
    min(case when is_fatal and error_category <> 'business' then event_number end) as first_failure_number,
    min(case when is_background then event_number end) as first_background_number,
    {{ earliest("startup_ms", "event_number") }} as reported_startup_ms,
    min_by(
        error_code, case when is_fatal and error_code is not null then event_number end
    ) as fatal_error_code,
    min_by(
        error_code, case when event_type = 'error' and error_code is not null then event_number end
    ) as first_error_code,
    bool_or(event_type = 'error') as has_error,
    bool_or(is_fatal) as has_fatal_error,
    bool_or(event_type = 'error' and error_category = 'business') as has_business_error,
    bool_or(event_type = 'ended') as has_ended,
    {{ count_where("event_type = 'seek_start'") }} as seek_count,
    cast(count(*) as bigint) as event_count
from events
group by view_key
having
    bool_or(is_activity and event_type not in ('heartbeat', 'rate_change', 'visibility_change'))
    or (bool_or(is_activity) and not bool_or(event_type = 'preload'))
