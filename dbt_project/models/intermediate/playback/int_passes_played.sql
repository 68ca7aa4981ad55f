{{ config(materialized="incremental", incremental_strategy="replace_sessions", unique_key="session_hash") }}

-- Passes over the content: each continuous stretch that a view played, in the order played. What is played
-- again is another pass. A stretch goes on where the next one begins within the jitter of positions.
with
    pieces as (
        select
            session_hash,
            view_hash,
            event_number,
            position_seconds as start_position,
            next_position_seconds as end_position
        from {{ ref("int_events_measured") }}
        where is_contiguous and {{ is_session_touched() }}
    ),

    marked as (
        select
            *,
            case
                when
                    abs(start_position - lag(end_position) over in_order)
                    <= {{ var("position_jitter_seconds") }}
                then 0
                else 1
            end as is_new
        from pieces
        window in_order as (partition by view_hash order by event_number asc nulls last)
    ),

    numbered as (
        select
            *,
            sum(is_new) over (
                partition by view_hash
                order by event_number asc nulls last
                rows between unbounded preceding and current row
            ) as pass_number
        from marked
    )

select
    session_hash,
    view_hash,
    cast(pass_number as bigint) as pass_number,
    min(start_position) as start_position,
    max(end_position) as end_position,
    {{ total("end_position - start_position") }} as advanced_seconds
from numbered
group by session_hash, view_hash, pass_number
