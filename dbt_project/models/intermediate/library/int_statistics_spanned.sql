-- A library tells of every day up to the one on which it is asked, with or without a row for days without
-- views. Where the next day with a row lies after that, nobody asked in time: the days between are not known.
with
    reached as (
        select
            *,
            max(told_date) over (
                partition by provider_id, item_id
                order by view_date asc nulls last
                rows between unbounded preceding and 1 preceding
            ) as reached_date
        from {{ ref("int_statistics_settled") }}
    ),

    numbered as (
        select
            *,
            sum(case when view_date <= reached_date then 0 else 1 end) over (
                partition by provider_id, item_id
                order by view_date asc nulls last
                rows between unbounded preceding and current row
            ) as span_number
        from reached
    )

select provider_id, item_id, min(view_date) as first_date, max(view_date) as last_date
from numbered
group by provider_id, item_id, span_number
