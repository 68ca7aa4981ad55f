with defects as (select * from {{ source("raw", "catalog_defects") }})

select sync_id, provider_id, sync_kind, playlist, defect, field, defect_count, line_number, excerpt
from defects
