with
    checks as (
        select *, {{ dbt.date_trunc("hour", "checked_at") }} as hour_at from {{ ref("fct_stream_checks") }}
    ),

    streams as (
        select
            hour_at,
            provider_id,
            stream_key,
            max_by(is_good, case when is_counted then checked_at end) as is_good,
            avg(measured_bps) as measured_bps
        from checks
        group by hour_at, provider_id, stream_key
    ),

    stream_hours as (
        select
            hour_at,
            provider_id,
            cast(count(*) as bigint) as stream_count,
            {{ count_where("is_good") }} as active_stream_count,
            {{ count_where("not is_good") }} as failed_stream_count,
            sum(measured_bps) as estimated_bandwidth_bps
        from streams
        group by hour_at, provider_id
    ),

    check_hours as (
        select
            hour_at,
            provider_id,
            cast(count(*) as bigint) as check_count,
            {{ count_where("is_counted and is_good") }} as ok_check_count,
            {{ count_where("is_counted and not is_good") }} as failed_check_count,
            avg(ttfb_ms) as mean_ttfb_ms,
            percentile_cont(0.95) within group (order by ttfb_ms asc nulls last) as p95_ttfb_ms
        from checks
        group by hour_at, provider_id
    )

select
    check_hours.hour_at,
    check_hours.provider_id,
    stream_hours.stream_count,
    stream_hours.active_stream_count,
    stream_hours.failed_stream_count,
    check_hours.check_count,
    check_hours.ok_check_count,
    check_hours.failed_check_count,
    check_hours.mean_ttfb_ms,
    check_hours.p95_ttfb_ms,
    {{ ratio("check_hours.ok_check_count", "check_hours.ok_check_count + check_hours.failed_check_count") }}
    as uptime_ratio,
    stream_hours.estimated_bandwidth_bps
from check_hours
inner join
    stream_hours
    on check_hours.hour_at = stream_hours.hour_at
    and check_hours.provider_id = stream_hours.provider_id
