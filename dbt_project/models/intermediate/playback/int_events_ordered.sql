{{ config(materialized="view") }}

-- The events of each client's session in order, with the places where 60 minutes have passed without
-- activity. Time never runs backwards: where the order says so, an event happened no earlier than the one
-- before. Of events that nothing else tells apart, the id decides.
{% set in_order %}
partition by session_hash, client_hash
order by order_seq asc nulls last, event_at asc nulls last, order_number asc nulls last, event_hash asc nulls last
{% endset %}

with
    events as (
        select
            event_hash,
            session_hash,
            client_hash,
            description_hash,
            event_type,
            event_type
            not in ('quality_change', 'volume_change', 'request', 'preload', 'other') as is_activity,
            event_at,
            case when event_type <> 'request' then event_at end as timeline_at,
            seq,
            case when is_numbered then seq end as order_seq,
            case when not is_numbered then {{ text_number("event_id") }} end as order_number,
            is_numbered,
            not is_clock_believed as has_clock_fault,
            has_session_collision,
            is_live,
            is_muted,
            is_background,
            position_seconds,
            playback_rate,
            bitrate_bps,
            greatest(player_width / nullif(width, 0), player_height / nullif(height, 0)) as scale,
            buffer_seconds,
            live_latency_ms,
            dropped_frames,
            decoded_frames,
            startup_ms,
            has_starved,
            case when event_type = 'error' then error_code end as error_code,
            event_type = 'error' and is_fatal as is_fatal,
            event_type = 'error' and error_category = 'business' as is_business_error,
            ad_id,
            ad_position,
            ad_quartile,
            is_ad_linear
        from {{ ref("int_events_corrected") }}
        where quarantine_reason is null
    ),

    ordered as (
        select
            * except (timeline_at, order_seq, order_number, event_hash, event_at),
            row_number() over session_events as event_number,
            coalesce(max(timeline_at) over session_so_far, event_at) as occurred_at,
            max(case when is_activity then timeline_at end) over session_before as last_active_at
        from events
        window
            session_events as ({{ in_order }}),
            session_so_far as ({{ in_order }} rows between unbounded preceding and current row),
            session_before as ({{ in_order }} rows between unbounded preceding and 1 preceding)
    )

select
    * except (last_active_at),
    is_activity
    and coalesce(
        {{ seconds_between("last_active_at", "occurred_at") }} > {{ var("session_gap_minutes") }} * 60, false
    ) as is_view_start
from ordered
