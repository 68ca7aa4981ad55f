{{ config(materialized="view") }}

-- What the order and the state of an event depend on, and what is measured with every event. Of events
-- that nothing else tells apart, the id decides. Requests tell when they began, which is not their turn. A
-- change of quality or volume cuts the time between other events where that hides no position.
select
    event_hash,
    session_hash,
    client_hash,
    description_hash,
    event_type,
    event_type not in ('quality_change', 'volume_change', 'request', 'preload', 'other') as is_activity,
    case
        when event_type in ('quality_change', 'volume_change')
        then position_seconds is not null or source = 'cmcd'
        else event_type not in ('request', 'other')
    end as is_on_timeline,
    event_at,
    case when not is_numbered then {{ text_number("event_id") }} end as order_number,
    seq,
    is_numbered,
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
    event_type = 'error' and is_fatal as is_fatal,
    is_ad_linear,
    not is_clock_believed as has_clock_fault
from {{ ref("int_events_corrected") }}
where quarantine_reason is null
