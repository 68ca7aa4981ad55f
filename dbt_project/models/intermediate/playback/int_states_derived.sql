{{ config(materialized="view") }}

-- The events of each client's session in order, the view of each and the player's state after it. Time
-- never runs backwards: where the order says so, an event happened no earlier than the one before. The
-- state is told by five running codes:
-- end_code: ended or failed, which only a new start or playing undoes;
-- base_code: what the player does, seeks included;
-- steady_code: the same without seeks, to which a seek returns;
-- mark_code: a stall on top of it, which counts on top of playing alone: before the first frame it is
-- start-up, within a seek it is the seek;
-- ad_code: a linear ad, which takes the place of all this until it is over.
-- Where the first playing was lost, a position that moves between heartbeats tells of it; a stall told
-- before is start-up then. Changes of quality and volume, and requests, set no state. What comes after the
-- last activity of a view adds no time to it.
{% set in_order %}
partition by session_hash, client_hash
order by
    case when is_numbered then seq end asc nulls last,
    event_at asc nulls last,
    order_number asc nulls last,
    event_hash asc nulls last
{% endset %}

with
    begun as (select * from {{ ref("int_views_begun") }}),

    events as (
        select placed.*, begun.event_hash is not null as is_view_start
        from {{ ref("int_events_placed") }} as placed
        left join begun on placed.event_hash = begun.event_hash
    ),

    running as (
        select
            *,
            row_number() over in_order as event_number,
            coalesce(
                max(case when event_type <> 'request' then event_at end) over so_far, event_at
            ) as occurred_at,
            sum(case when is_view_start then 1 else 0 end) over so_far as view_number,
            {{ last_known(ending_of_event(), "so_far") }} as end_code,
            {{ last_known("coalesce(" ~ seek_of_event() ~ ", " ~ steady_of_event() ~ ")", "so_far") }}
            as base_code,
            coalesce({{ last_known(steady_of_event(), "so_far") }}, 'startup') as steady_code,
            {{
                last_known(
                    "coalesce(" ~ [seek_of_event(), mark_of_event(), steady_of_event(), sign_of_life()]
                    | join(", ") ~ ")",
                    "so_far",
                )
            }} as mark_code,
            {{ last_known(sign_of_life(), "so_far") }} as last_sign,
            {{ last_known(ad_of_event(), "so_far") }} as ad_code,
            {{ last_known("bitrate_bps", "so_far") }} as known_bitrate_bps,
            {{ last_known("is_muted", "so_far") }} as known_is_muted,
            {{ last_known("is_background", "so_far") }} as known_is_background,
            {{ last_known("bitrate_bps", "before") }} as earlier_bitrate_bps,
            {{ last_known("dropped_frames", "before") }} as earlier_dropped_frames,
            {{ last_known("decoded_frames", "before") }} as earlier_decoded_frames,
            {{ next_known("case when is_on_timeline then event_at end", "in_order") }} as following_at,
            {{ next_known("case when is_on_timeline then coalesce(position_seconds, -1) end", "in_order") }}
            as following_position_seconds,
            {{ next_known("case when is_activity then is_view_start end", "in_order") }}
            as is_followed_by_start,
            max(case when is_activity or event_type = 'preload' then 1 end) over so_far as has_begun
        from events
        window
            in_order as ({{ in_order }}),
            so_far as ({{ in_order }} rows between unbounded preceding and current row),
            before as ({{ in_order }} rows between unbounded preceding and 1 preceding)
    ),

    moved as (
        select
            *,
            event_type = 'heartbeat'
            and coalesce(
                following_position_seconds - position_seconds
                between {{ var("position_jitter_seconds") }}
                and {{ seconds_between("occurred_at", "greatest(following_at, occurred_at)") }}
                * playback_rate
                + {{ var("position_slack_seconds") }},
                false
            ) as is_moving_heartbeat
        from running
    ),

    based as (
        select
            *,
            is_on_timeline and has_begun is not null and not coalesce(is_followed_by_start, true) as has_next,
            case
                when base_code = 'seeking'
                then 'seeking'
                when steady_code = 'startup' and (last_sign = 'progress' or is_moving_heartbeat)
                then 'playing'
                else steady_code
            end as base_state,
            steady_code <> 'startup' or coalesce(last_sign, 'none') = 'progress' as has_started
        from moved
    )

select
    event_hash,
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
        when ad_code = 'advert'
        then 'advert'
        when base_state = 'playing' and has_started and mark_code in ('rebuffering', 'waiting')
        then mark_code
        else base_state
    end as state,
    occurred_at,
    case when has_next then greatest(following_at, occurred_at) end as next_at,
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
    case when is_numbered then seq end as seq,
    is_fatal,
    has_clock_fault
from based
