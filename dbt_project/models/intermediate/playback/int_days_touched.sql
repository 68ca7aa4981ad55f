-- The days that views of the touched sessions reach, before this build and after it.
with
    reached as (
        select started_date, ended_date
        from {{ ref("int_days_left") }}
        union
        select started_date, ended_date
        from {{ ref("fct_views") }}
        where {{ is_session_touched(hash_number(["session_id"])) }}
    ),

    exploded as (
        select started_date, {{ explode_to(dbt.datediff("started_date", "ended_date", "day")) }} as day_number
        from reached
    )

select distinct cast({{ dbt.dateadd("day", "day_number", "started_date") }} as date) as touched_date
from exploded
