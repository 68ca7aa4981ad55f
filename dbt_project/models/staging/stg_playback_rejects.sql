with rejects as (select * from {{ source("raw", "playback_rejects") }})

select reject_id, source, received_at, reason
from rejects
