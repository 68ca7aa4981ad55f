with rejects as (select * from {{ source("raw", "playback_rejects") }})

select reject_id, case when source = 'cmcd' then 'cmcd' else 'events' end as source, received_at, reason
from rejects
