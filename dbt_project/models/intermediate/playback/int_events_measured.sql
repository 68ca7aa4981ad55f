{{
    config(
        materialized="incremental",
        incremental_strategy="replace_sessions",
        unique_key="session_hash",
    )
}}

-- Events with how much of the time to the next one is believed, by state (metrics 2.2). Playing is bounded
-- by what the position moved; without that evidence 30 s are believed. The time after a view's last event
-- is worth nothing.
with
    states as (
        select
            *,
            coalesce({{ seconds_between("occurred_at", "next_at") }}, 0) as gap_seconds,
            next_position_seconds - position_seconds as moved_seconds
        from {{ ref("int_states_derived") }}
    ),

    judged as (
        select
            *,
            moved_seconds
            <= gap_seconds * playback_rate + {{ var("position_slack_seconds") }} as is_move_possible,
            moved_seconds >= -{{ var("position_jitter_seconds") }} as is_move_forward
        from states
    )

select
    * except (next_at, moved_seconds, is_move_possible, is_move_forward, live_latency_ms),
    cast(
        case
            when state = 'playing' and playback_rate = 0
            then 0
            when state = 'playing' and not is_live and is_move_possible and is_move_forward
            then least(gap_seconds, greatest(moved_seconds, 0) / playback_rate)
            when state in ('playing', 'advert')
            then least(gap_seconds, {{ var("belief_seconds") }})
            when state in ('rebuffering', 'seeking')
            then least(gap_seconds, {{ var("stall_cap_seconds") }})
            when state = 'startup'
            then least(gap_seconds, {{ var("startup_cap_seconds") }})
            when state = 'paused'
            then gap_seconds
            else 0
        end as double
    ) as believed_seconds,
    state = 'playing'
    and not is_live
    and coalesce(moved_seconds > 0 and is_move_possible, false) as is_contiguous,
    case when is_live and state = 'playing' then live_latency_ms end as live_latency_ms
from judged
