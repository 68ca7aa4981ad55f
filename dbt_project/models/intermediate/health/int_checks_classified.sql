{{ config(materialized="view") }}

with
    checks as (select * from {{ ref("stg_stream_checks") }}),

    reasons as (select * from {{ ref("check_reasons") }}),

    classified as (
        select
            checks.*,
            case
                when
                    reasons.status = 'up'
                    and (
                        checks.ttfb_ms > {{ var("slow_ttfb_ms") }}
                        or checks.realtime_ratio < {{ var("marginal_realtime_ratio") }}
                        or not checks.has_advanced
                    )
                then 'degraded'
                else coalesce(reasons.status, 'unknown')
            end as status
        from checks
        left join reasons on checks.reason = reasons.reason
    )

select *, status in ('up', 'degraded') as is_good, status in ('up', 'degraded', 'down') as is_judged
from classified
