{{ config(materialized="incremental", incremental_strategy="replace_sessions", unique_key="session_hash") }}

-- Stalls of a view: rebuffering less than 250 ms apart is one stall, and one of under 250 ms in all is
-- none. What is over at once (noise, which does not cut a stall) is left out.
with
    intervals as (
        select
            session_hash,
            view_hash,
            event_number,
            occurred_at as started_at,
            gap_seconds,
            {{ add_seconds("occurred_at", "gap_seconds") }} as ended_at
        from {{ ref("int_events_measured") }}
        where state = 'rebuffering' and gap_seconds > 0 and {{ is_session_touched() }}
    ),

    marked as (
        select
            *,
            case
                when
                    {{ seconds_between("lag(ended_at) over view_stalls", "started_at") }}
                    < {{ var("stall_minimum_seconds") }}
                then 0
                else 1
            end as is_new
        from intervals
        window view_stalls as (partition by view_hash order by event_number asc nulls last)
    ),

    numbered as (
        select
            *,
            sum(is_new) over (
                partition by view_hash
                order by event_number asc nulls last
                rows between unbounded preceding and current row
            ) as stall_number
        from marked
    )

select
    session_hash,
    view_hash,
    cast(stall_number as bigint) as stall_number,
    min(started_at) as started_at,
    least(sum(gap_seconds), {{ var("stall_cap_seconds") }}) as stall_seconds
from numbered
group by session_hash, view_hash, stall_number
having sum(gap_seconds) >= {{ var("stall_minimum_seconds") }}
