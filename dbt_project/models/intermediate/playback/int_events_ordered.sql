-- The events of each session in order, cut into views where 60 minutes pass without activity. Time never runs
-- backwards: where the order says so, an event happened no earlier than the one before.
with
    events as (
        select
            *,
            case when is_numbered then seq end as order_seq,
            event_type
            not in ('quality_change', 'volume_change', 'request', 'preload', 'other') as is_activity,
            case when event_type <> 'request' then event_at end as timeline_at
        from {{ ref("int_events_corrected") }}
        where quarantine_reason is null
    ),

    ordered as (
        select
            *,
            row_number() over session_events as event_number,
            coalesce(max(timeline_at) over session_so_far, event_at) as occurred_at,
            max(case when is_activity then timeline_at end) over session_before as last_active_at,
            {{ last_known("bitrate_bps", "session_so_far") }} as known_bitrate_bps
        from events
        window
            session_events as (
                partition by session_key
                order by order_seq asc nulls last, event_at asc nulls last, event_id asc nulls last
            ),
            session_so_far as (
                partition by session_key
                order by order_seq asc nulls last, event_at asc nulls last, event_id asc nulls last
                rows between unbounded preceding and current row
            ),
            session_before as (
                partition by session_key
                order by order_seq asc nulls last, event_at asc nulls last, event_id asc nulls last
                rows between unbounded preceding and 1 preceding
            )
    ),

    numbered as (
        select
            *,
            sum(
                case
                    when
                        is_activity
                        and {{ seconds_between("last_active_at", "occurred_at") }}
                        > {{ var("session_gap_minutes") }} * 60
                    then 1
                    else 0
                end
            ) over (
                partition by session_key
                order by event_number asc nulls last
                rows between unbounded preceding and current row
            ) as view_number
        from ordered
    )

select
    {{ hash_key(["session_id", "viewer_key", "view_number"]) }} as view_key,
    session_key,
    cast(view_number as bigint) as view_number,
    event_number,
    event_id,
    session_id,
    viewer_key,
    source,
    event_type,
    is_activity,
    occurred_at,
    received_at,
    not is_clock_believed as has_clock_fault,
    position_seconds,
    duration_seconds,
    playback_rate,
    is_live_session as is_live,
    is_background,
    known_bitrate_bps as bitrate_bps,
    startup_ms,
    error_code,
    event_type = 'error' and is_fatal as is_fatal,
    error_category,
    content_id,
    content_type,
    content_title,
    series_title,
    provider_id,
    channel_id,
    stream_id,
    organizer_id,
    cdn,
    player_name,
    player_version,
    device_type,
    country_code,
    is_simulated
from numbered
