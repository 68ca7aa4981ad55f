{{ config(materialized="view") }}

-- The view of each event and the player's state after it, told by four running codes:
-- end_code: ended or failed, which only a new start or playing undoes;
-- base_code: what the player does, seeks included;
-- steady_code: the same without seeks, to which a seek returns;
-- mark_code: a stall on top of it, which counts on top of playing alone: before the first frame it is
-- start-up, within a seek it is the seek.
-- Noise (changes of quality and volume, requests) sets no state and does not cut the time between other
-- events.
{% set in_order = "partition by session_hash, client_hash order by event_number asc nulls last" %}

with
    coded as (
        select
            *,
            case when is_activity or event_type = 'preload' then occurred_at end as timeline_at,
            case
                when event_type in ('playing', 'rebuffer_end')
                then 'playing'
                when event_type = 'preload'
                then 'preload'
                when event_type = 'pause'
                then 'paused'
                when event_type = 'ad_start' and is_ad_linear
                then 'advert'
                when event_type in ('ad_end', 'ad_skip') and is_ad_linear
                then 'playing'
                when event_type = 'view_start' or is_view_start
                then 'startup'
            end as steady,
            case event_type when 'seek_start' then 'seeking' when 'seek_end' then 'seek_end' end as seek,
            case
                event_type when 'rebuffer_start' then 'rebuffering' when 'waiting' then 'waiting'
            end as mark,
            case
                when event_type in ('ended', 'view_end')
                then 'ended'
                when is_fatal
                then 'failed'
                when event_type in ('view_start', 'playing') or is_view_start
                then 'open'
            end as ending,
            case
                event_type
                when 'playing'
                then 'playing'
                when 'progress'
                then 'progress'
                else case when is_view_start then 'none' end
            end as sign_of_life
        from {{ ref("int_events_ordered") }}
    ),

    running as (
        select
            *,
            sum(case when is_view_start then 1 else 0 end) over so_far as view_number,
            {{ last_known("ending", "so_far") }} as end_code,
            {{ last_known("case when seek is null then steady else seek end", "so_far") }} as base_code,
            coalesce({{ last_known("steady", "so_far") }}, 'startup') as steady_code,
            {{ last_known("coalesce(seek, mark, steady)", "so_far") }} as mark_code,
            {{ last_known("sign_of_life", "so_far") }} as last_sign,
            {{ last_known("bitrate_bps", "so_far") }} as known_bitrate_bps,
            {{ last_known("is_muted", "so_far") }} as known_is_muted,
            {{ last_known("is_background", "so_far") }} as known_is_background,
            {{ last_known("bitrate_bps", "before") }} as earlier_bitrate_bps,
            {{ last_known("dropped_frames", "before") }} as earlier_dropped_frames,
            {{ last_known("decoded_frames", "before") }} as earlier_decoded_frames,
            {{ next_known("timeline_at", "in_order") }} as following_at,
            {{
                next_known(
                    "case when timeline_at is not null then coalesce(position_seconds, -1) end",
                    "in_order",
                )
            }} as following_position_seconds,
            {{ next_known("case when timeline_at is not null then is_view_start end", "in_order") }}
            as is_followed_by_start
        from coded
        window
            in_order as ({{ in_order }}),
            so_far as ({{ in_order }} rows between unbounded preceding and current row),
            before as ({{ in_order }} rows between unbounded preceding and 1 preceding)
    ),

    based as (
        select
            *,
            timeline_at is not null and not coalesce(is_followed_by_start, true) as has_next,
            case
                when base_code = 'seeking'
                then 'seeking'
                when steady_code = 'startup' and last_sign = 'progress'
                then 'playing'
                else steady_code
            end as base_state
        from running
    )

select
    session_hash,
    client_hash,
    cast(view_number as bigint) as view_number,
    {{ hash_number(["session_hash", "client_hash", "view_number"]) }} as view_hash,
    event_number,
    description_hash,
    event_type,
    is_activity,
    case
        when end_code in ('ended', 'failed')
        then end_code
        when base_state = 'playing' and mark_code in ('rebuffering', 'waiting')
        then mark_code
        else base_state
    end as state,
    occurred_at,
    case when has_next then following_at end as next_at,
    position_seconds,
    case when has_next then nullif(following_position_seconds, -1) end as next_position_seconds,
    playback_rate,
    known_bitrate_bps as bitrate_bps,
    cast(sign(bitrate_bps - earlier_bitrate_bps) as bigint) as bitrate_step,
    scale,
    buffer_seconds,
    live_latency_ms,
    {{ counted_since("dropped_frames", "earlier_dropped_frames") }} as new_dropped_frames,
    {{ counted_since("decoded_frames", "earlier_decoded_frames") }} as new_decoded_frames,
    is_live,
    coalesce(known_is_muted, false) as is_muted,
    coalesce(known_is_background, false) as is_background,
    seq,
    is_numbered,
    startup_ms,
    has_starved,
    error_code,
    is_fatal,
    is_business_error,
    ad_id,
    ad_position,
    ad_quartile,
    is_ad_linear,
    has_clock_fault,
    has_session_collision
from based
