{{ config(materialized="view") }}

-- Stretches of content that a view played, each second once: the union of its passes.
with
    passes as (select * from {{ ref("int_passes_played") }} where {{ is_session_touched() }}),

    reached as (
        select
            *,
            max(end_position) over (
                partition by view_hash
                order by start_position asc nulls last, pass_number asc nulls last
                rows between unbounded preceding and 1 preceding
            ) as reached_position
        from passes
    ),

    numbered as (
        select
            *,
            sum(case when start_position > reached_position then 1 else 0 end) over (
                partition by view_hash
                order by start_position asc nulls last, pass_number asc nulls last
                rows between unbounded preceding and current row
            ) as stretch_number
        from reached
    )

select
    view_hash,
    cast(stretch_number as bigint) as stretch_number,
    min(start_position) as start_position,
    max(end_position) as end_position
from numbered
group by view_hash, stretch_number
