with runs as (select * from {{ source("raw", "probe_runs") }})

select run_id, provider_id, started_at, is_valid, reason
from runs
