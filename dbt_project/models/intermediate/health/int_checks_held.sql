-- How long each counted check stands: until the stream's next counted check, at most two planned intervals,
-- and
-- never beyond the day of the provider's newest check, for nothing is known of the days after.
with
    checks as (select * from {{ ref("int_checks_judged") }}),

    providers as (
        select provider_id, cast({{ dbt.dateadd("day", 1, "max(checked_date)") }} as timestamp) as known_until
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
        coalesce(counted.next_checked_at, providers.known_until),
        {{ add_seconds("counted.checked_at", "counted.interval_seconds * " ~ var("hold_intervals")) }},
        providers.known_until
    ) as held_until,
    counted.is_good
from counted
inner join providers on counted.provider_id = providers.provider_id
