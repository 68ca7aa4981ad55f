with syncs as (select * from {{ source("raw", "catalog_syncs") }})

select
    sync_id,
    provider_id,
    provider_name,
    provider_kind,
    sync_kind,
    started_at,
    finished_at,
    outcome,
    reason,
    detail,
    entry_count,
    reject_count,
    received_bytes,
    source_host,
    coalesce(is_forced, false) as is_forced,
    account_status,
    expires_at,
    nullif(max_connections, 0) as max_connections,
    active_connections,
    is_trial
from syncs
