-- Stretches of content that a view played, each second once: the union of its contiguous intervals.
with
    stretches as (
        select
            view_key, event_number, position_seconds as start_position, next_position_seconds as end_position
        from {{ ref("int_intervals_measured") }}
        where is_contiguous
    ),

    reached as (
        select
            *,
            max(end_position) over (
                partition by view_key
                order by start_position asc nulls last, event_number asc nulls last
                rows between unbounded preceding and 1 preceding
            ) as reached_position
        from stretches
    ),

    numbered as (
        select
            *,
            sum(case when start_position > reached_position then 1 else 0 end) over (
                partition by view_key
                order by start_position asc nulls last, event_number asc nulls last
                rows between unbounded preceding and current row
            ) as stretch_number
        from reached
    )

select
    view_key,
    cast(stretch_number as bigint) as stretch_number,
    min(start_position) as start_position,
    max(end_position) as end_position
from numbered
group by view_key, stretch_number
