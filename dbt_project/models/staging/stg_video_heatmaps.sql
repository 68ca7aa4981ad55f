with heatmaps as (select * from {{ source("raw", "video_heatmaps") }})

select provider_id, item_id, synced_at, cast(segment as bigint) as segment, watched_ratio
from heatmaps
qualify
    dense_rank() over (
        partition by provider_id, item_id order by synced_at desc nulls last, sync_id desc nulls last
    )
    = 1
