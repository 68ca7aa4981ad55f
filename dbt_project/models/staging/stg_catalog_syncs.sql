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
    received_bytes
from syncs
