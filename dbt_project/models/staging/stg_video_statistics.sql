with statistics as (select * from {{ source("raw", "video_statistics") }})

select provider_id, item_id, grain, bucket_at, synced_at, view_count, watched_seconds
from statistics
qualify
    row_number() over (
        partition by provider_id, item_id, grain, bucket_at
        order by synced_at desc nulls last, sync_id desc nulls last
    )
    = 1
