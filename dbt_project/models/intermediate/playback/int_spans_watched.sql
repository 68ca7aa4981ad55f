-- When a view was being watched: starting up, playing or stalled, as far as it is believed; not paused, not
-- seeking. Spans of a view that touch are one, which keeps what follows small.
with
    believed as (
        select view_key, started_at, believed_seconds
        from {{ ref("int_intervals_measured") }}
        where state in ('startup', 'playing') and believed_seconds > 0
        union all
        select view_key, started_at, stall_seconds
        from {{ ref("int_stalls_merged") }}
    ),

    views as (select * from {{ ref("int_views_judged") }}),

    bounded as (
        select view_key, started_at, {{ add_seconds("started_at", "believed_seconds") }} as ended_at
        from believed
    ),

    marked as (
        select
            *,
            case
                when
                    started_at <= max(ended_at) over (
                        partition by view_key
                        order by started_at asc nulls last, ended_at asc nulls last
                        rows between unbounded preceding and 1 preceding
                    )
                then 0
                else 1
            end as is_new
        from bounded
    ),

    numbered as (
        select
            *,
            sum(is_new) over (
                partition by view_key
                order by started_at asc nulls last, ended_at asc nulls last
                rows between unbounded preceding and current row
            ) as span_number
        from marked
    ),

    spans as (
        select view_key, span_number, min(started_at) as started_at, max(ended_at) as ended_at
        from numbered
        group by view_key, span_number
    )

select
    spans.view_key,
    coalesce(views.viewer_key, views.view_key) as viewer_key,
    views.provider_id,
    views.is_simulated,
    spans.started_at,
    spans.ended_at
from spans
inner join views on spans.view_key = views.view_key
