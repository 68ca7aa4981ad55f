-- For each full hour and day the same one of the weeks before; of the days before while few weeks are
-- known.
with
    buckets as (select * from {{ ref("int_buckets_measured") }}),

    reached as (
        select
            *,
            case
                when
                    {{
                        dbt.datediff(
                            "min(bucket_at) over (partition by grain, is_simulated)", "bucket_at", "day"
                        )
                    }} >= 7 * {{ var("anomaly_minimum_history") }}
                then 7
                else 1
            end as step_days
        from buckets
    ),

    stepped as (
        select
            *,
            {{
                explode_to(
                    "case step_days when 7 then "
                    ~ var("anomaly_week_count")
                    ~ " else "
                    ~ var("anomaly_day_count")
                    ~ " end"
                )
            }} as steps_back
        from reached
    )

select
    stepped.bucket_key,
    stepped.step_days,
    past.bucket_at as past_at,
    past.value as past_value,
    past.numerator as past_numerator,
    past.denominator as past_denominator,
    past.observation_count as past_observation_count
from stepped
inner join
    buckets as past
    on stepped.grain = past.grain
    and stepped.is_simulated = past.is_simulated
    and stepped.metric = past.metric
    and {{ dbt.dateadd("day", "-stepped.steps_back * stepped.step_days", "stepped.bucket_at") }}
    = past.bucket_at
where stepped.steps_back > 0 and past.value is not null
