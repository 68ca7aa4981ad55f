-- The last full hour (0 steps back), and those it is compared with: weeks back where one is known, else
-- days.
with
    bounds as (select * from {{ ref("int_hours_bounded") }}),

    latest as (
        select
            is_simulated,
            first_hour_at,
            {{ dbt.dateadd("hour", -1, "last_hour_at") }} as hour_at,
            {{ dbt.dateadd("day", -7, dbt.dateadd("hour", -1, "last_hour_at")) }} > first_hour_at as has_week
        from bounds
        where first_hour_at < last_hour_at
    ),

    stepped as (
        select
            *,
            {{
                explode_to(
                    "case when has_week then "
                    ~ var("trend_week_count")
                    ~ " else "
                    ~ var("trend_day_count")
                    ~ " end"
                )
            }} as steps_back
        from latest
    ),

    compared as (
        select
            *,
            {{ dbt.dateadd("day", "-steps_back * case when has_week then 7 else 1 end", "hour_at") }}
            as compared_at
        from stepped
    )

select is_simulated, cast(steps_back as bigint) as steps_back, compared_at
from compared
where steps_back = 0 or compared_at > first_hour_at
