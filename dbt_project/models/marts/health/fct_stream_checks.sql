with checks as (select * from {{ ref("int_checks_judged") }})

select
    check_id,
    run_id,
    stream_key,
    provider_id,
    checked_at,
    checked_date,
    level,
    vantage,
    status,
    is_good,
    is_counted,
    is_run_valid,
    reason,
    http_status,
    ttfb_ms,
    total_ms,
    received_bytes,
    measured_bps,
    realtime_ratio,
    max_height,
    interval_seconds
from checks
