with heatmaps as (select * from {{ ref("stg_video_heatmaps") }})

select provider_id, item_id, segment as segment_number, watched_ratio, synced_at as told_at
from heatmaps
