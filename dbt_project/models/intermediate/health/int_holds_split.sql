-- The holds of checks, cut at midnight UTC and added up by stream and day.
with
    holds as (select * from {{ ref("int_checks_held") }}),

    days as (
        select *, {{ explode_to(dbt.datediff("held_from", "held_until", "day")) }} as day_number from holds
    ),

    dated as (
        select
            *, cast({{ dbt.dateadd("day", "day_number", "cast(held_from as date)") }} as timestamp) as day_at
        from days
    ),

    pieces as (
        select
            stream_key,
            provider_id,
            cast(day_at as date) as check_date,
            is_good,
            {{
                seconds_between(
                    "greatest(held_from, day_at)",
                    "least(held_until, " ~ dbt.dateadd("day", 1, "day_at") ~ ")",
                )
            }} as held_seconds
        from dated
    )

select
    check_date,
    stream_key,
    provider_id,
    {{ total("case when is_good then held_seconds end") }} as good_seconds,
    {{ total("case when not is_good then held_seconds end") }} as bad_seconds
from pieces
where held_seconds > 0
group by check_date, stream_key, provider_id
