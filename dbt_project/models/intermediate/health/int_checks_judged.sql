with
    checks as (select * from {{ ref("int_checks_classified") }}),

    runs as (select * from {{ ref("int_runs_judged") }})

select
    checks.check_id,
    checks.run_id,
    checks.stream_key,
    checks.provider_id,
    checks.checked_at,
    cast(checks.checked_at as date) as checked_date,
    checks.level,
    checks.vantage,
    checks.status,
    checks.is_good,
    checks.is_judged and runs.is_valid as is_counted,
    runs.is_valid as is_run_valid,
    checks.reason,
    checks.http_status,
    checks.ttfb_ms,
    checks.total_ms,
    checks.received_bytes,
    checks.measured_bps,
    checks.realtime_ratio,
    checks.max_height,
    checks.interval_seconds
from checks
inner join runs on checks.run_id = runs.run_id and checks.provider_id = runs.provider_id
