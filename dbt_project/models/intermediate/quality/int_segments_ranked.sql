-- The share of a bucket's change that each dimension value accounts for. The change of a sum is what it
-- exceeds its usual by; of a ratio, the numerator beyond what the usual ratio makes of the denominator.
-- Shares of a sum add up to 1 within a dimension. What matters is how far the share is above the usual
-- weight of the value: a value that all views have always explains everything, and nothing. Rounded, so
-- that values that move together are told apart by name and not by the last digit of a sum.
with
    segments as (select * from {{ ref("int_segments_compared") }}),

    compared as (select * from {{ ref("int_buckets_compared") }}),

    totals as (
        select
            strayed.bucket_key,
            max(strayed.deviation) as deviation,
            max(strayed.numerator) as numerator,
            max(strayed.denominator) as denominator,
            count(*) as past_count,
            {{ total("compared.past_numerator") }} as past_numerator,
            sum(compared.past_denominator) as past_denominator
        from {{ ref("int_buckets_strayed") }} as strayed
        inner join compared on strayed.bucket_key = compared.bucket_key
        group by strayed.bucket_key
    ),

    rated as (select *, {{ ratio("past_numerator", "past_denominator") }} as past_ratio from totals),

    moved as (
        select
            segments.bucket_key,
            segments.dimension,
            segments.dimension_value,
            case
                when rated.denominator is null
                then segments.numerator - segments.past_numerator / rated.past_count
                else
                    segments.numerator - coalesce(
                        {{ ratio("segments.past_numerator", "segments.past_denominator") }}, rated.past_ratio
                    )
                    * segments.denominator
            end as change,
            case
                when rated.denominator is null
                then rated.numerator - rated.past_numerator / rated.past_count
                else rated.numerator - rated.past_ratio * rated.denominator
            end as total_change,
            case
                when rated.denominator is null
                then {{ ratio("segments.past_numerator", "rated.past_numerator") }}
                else {{ ratio("segments.denominator", "rated.denominator") }}
            end as usual_share,
            rated.deviation
        from segments
        inner join rated on segments.bucket_key = rated.bucket_key
    ),

    shared as (
        select
            *,
            round({{ ratio("change", "total_change") }}, 6) as change_share,
            round({{ ratio("change", "total_change") }} - coalesce(usual_share, 0), 6) as lift
        from moved
        where total_change * deviation > 0
    )

select
    bucket_key,
    dimension,
    dimension_value,
    change_share,
    lift,
    row_number() over (
        partition by bucket_key
        order by lift desc nulls last, dimension asc nulls last, dimension_value asc nulls last
    ) as lift_rank
from shared
