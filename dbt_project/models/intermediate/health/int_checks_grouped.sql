-- Counted checks in groups that each end with the first of two good checks in a row. A group with a bad
-- check in it is an incident.
with
    checks as (select * from {{ ref("int_checks_held") }}),

    ordered as (
        select
            stream_key,
            provider_id,
            held_from as checked_at,
            reason,
            is_good,
            row_number() over stream_checks as check_number,
            is_good and coalesce(lead(is_good) over stream_checks, false) as is_closing,
            max(held_from) over (partition by stream_key) as last_checked_at,
            max(held_until) over (partition by stream_key) as known_until
        from checks
        window
            stream_checks as (
                partition by stream_key order by held_from asc nulls last, check_id asc nulls last
            )
    )

select
    *,
    sum(case when is_closing then 1 else 0 end) over (
        partition by stream_key
        order by check_number asc nulls last
        rows between unbounded preceding and current row
    )
    - case when is_closing then 1 else 0 end as group_number
from ordered
