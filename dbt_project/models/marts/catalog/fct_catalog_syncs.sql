with syncs as (select * from {{ ref("stg_catalog_syncs") }})

select
    sync_id,
    provider_id,
    provider_name,
    provider_kind,
    sync_kind,
    started_at,
    finished_at,
    {{ seconds_between("started_at", "finished_at") }} as duration_seconds,
    outcome,
    reason,
    detail,
    entry_count,
    reject_count,
    received_bytes,
    source_host,
    is_forced
from syncs
