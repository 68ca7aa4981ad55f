-- What each dimension value added to a bucket that strayed, and what it usually adds.
with
    strayed as (select * from {{ ref("int_buckets_strayed") }}),

    segments as (select * from {{ ref("int_segments_summed") }}),

    wanted as (
        select bucket_key, grain, is_simulated, metric, bucket_at, 1 as is_now
        from strayed
        union all
        select strayed.bucket_key, strayed.grain, strayed.is_simulated, strayed.metric, compared.past_at, 0
        from strayed
        inner join {{ ref("int_buckets_compared") }} as compared on strayed.bucket_key = compared.bucket_key
    ),

    parts as (
        select
            wanted.bucket_key,
            wanted.is_now,
            segments.dimension,
            segments.dimension_value,
            {{ metric_part("numerator", "wanted.metric") }} as numerator,
            {{ metric_part("denominator", "wanted.metric") }} as denominator
        from wanted
        inner join
            segments
            on wanted.grain = segments.grain
            and wanted.is_simulated = segments.is_simulated
            and wanted.bucket_at = segments.bucket_at
    )

select
    bucket_key,
    dimension,
    dimension_value,
    {{ total("case when is_now = 1 then numerator end") }} as numerator,
    {{ total("case when is_now = 0 then numerator end") }} as past_numerator,
    {{ total("case when is_now = 1 then denominator end") }} as denominator,
    {{ total("case when is_now = 0 then denominator end") }} as past_denominator
from parts
group by bucket_key, dimension, dimension_value
