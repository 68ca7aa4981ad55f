with checks as (select * from {{ source("raw", "stream_checks") }})

select
    check_id,
    run_id,
    provider_id,
    stream_key,
    checked_at,
    cast(level as bigint) as level,
    vantage,
    reason,
    cast(interval_seconds as double) as interval_seconds,
    cast(http_status as bigint) as http_status,
    ttfb_ms,
    total_ms,
    received_bytes,
    has_advanced,
    realtime_ratio,
    measured_bps,
    cast(max_height as bigint) as max_height
from checks
