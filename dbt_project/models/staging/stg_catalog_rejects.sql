with rejects as (select * from {{ source("raw", "catalog_rejects") }})

select sync_id, provider_id, synced_at, sync_kind, reason
from rejects
