-- How long each counted check stands: until the stream's next counted check, at most two planned
-- intervals. Beyond the provider's newest check it stands for one interval at most, in which the next run
-- is due, and never into the next day, for nothing is known of the days after.
with
    checks as (select * from {{ ref("int_checks_judged") }}),

    providers as (
        select
            provider_id,
            max(checked_at) as last_checked_at,
            cast({{ dbt.dateadd("day", 1, "max(checked_date)") }} as timestamp) as day_end_at
        from checks
        group by provider_id
    ),

    counted as (
        select
            stream_key,
            provider_id,
            check_id,
            checked_at,
            reason,
            is_good,
            interval_seconds,
            lead(checked_at) over (
                partition by stream_key order by checked_at asc nulls last, check_id asc nulls last
            ) as next_checked_at
        from checks
        where is_counted
    )

select
    counted.stream_key,
    counted.provider_id,
    counted.check_id,
    counted.reason,
    counted.checked_at as held_from,
    least(
        coalesce(counted.next_checked_at, providers.day_end_at),
        {{ add_seconds("counted.checked_at", "counted.interval_seconds * " ~ var("hold_intervals")) }},
        {{ add_seconds("providers.last_checked_at", "counted.interval_seconds") }},
        providers.day_end_at
    ) as held_until,
    counted.is_good
from counted
inner join providers on counted.provider_id = providers.provider_id
