-- How far a bucket strays from the median of those it is compared with, in standard deviations as three
-- estimates tell them, of which the largest counts: 1.4826 times the median absolute deviation (MAD) of
-- those it is compared with; the same of all buckets of the metric, in proportion, because the MAD of
-- eight values is often too small by chance; and the sampling error of so many observations, so that a
-- flat series is not upset by one view.
with
    buckets as (select * from {{ ref("int_buckets_measured") }}),

    compared as (select * from {{ ref("int_buckets_compared") }}),

    usual as (
        select
            bucket_key,
            max(step_days) as step_days,
            median(past_value) as expected_value,
            median(past_observation_count) as usual_count
        from compared
        group by bucket_key
        having
            count(*) >= {{ var("anomaly_minimum_history") }}
            and median(past_observation_count) >= {{ var("anomaly_minimum_count") }}
    ),

    strayed as (
        select usual.bucket_key, median(abs(compared.past_value - usual.expected_value)) as own_deviation
        from usual
        inner join compared on usual.bucket_key = compared.bucket_key
        group by usual.bucket_key
    ),

    judged as (
        select buckets.*, usual.step_days, usual.expected_value, usual.usual_count, strayed.own_deviation
        from buckets
        inner join usual on buckets.bucket_key = usual.bucket_key
        inner join strayed on buckets.bucket_key = strayed.bucket_key
        where
            buckets.value is not null
            and (
                buckets.denominator is null or buckets.observation_count >= {{ var("anomaly_minimum_count") }}
            )
    ),

    pooled as (
        select
            grain,
            metric,
            is_simulated,
            step_days,
            median(abs(value - expected_value) / nullif(abs(expected_value), 0)) as relative_deviation
        from judged
        group by grain, metric, is_simulated, step_days
    ),

    spread as (
        select
            judged.*,
            1.4826 * judged.own_deviation as own_spread,
            1.4826 * coalesce(pooled.relative_deviation, 0) * abs(judged.expected_value) as pooled_spread,
            -- The share is drawn towards one half by two observations: none seen does not mean impossible.
            (judged.expected_value / judged.scale * judged.usual_count + 1)
            / (judged.usual_count + 2) as share
        from judged
        inner join
            pooled
            on judged.grain = pooled.grain
            and judged.metric = pooled.metric
            and judged.is_simulated = pooled.is_simulated
            and judged.step_days = pooled.step_days
    )

select
    bucket_key,
    grain,
    bucket_at,
    is_simulated,
    metric,
    observation_count,
    numerator,
    denominator,
    value,
    expected_value,
    round(
        (value - expected_value) / nullif(
            greatest(
                own_spread,
                pooled_spread,
                coalesce(
                    scale * sqrt(share * (1 - share) / usual_count),
                    greatest(expected_value, least_value) / sqrt(usual_count)
                )
            ),
            0
        ),
        6
    ) as deviation
from spread
