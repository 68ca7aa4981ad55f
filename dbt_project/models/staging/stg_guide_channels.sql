with channels as (select * from {{ source("raw", "guide_channels") }})

select
    sync_id,
    provider_id,
    guide,
    coalesce(guide_priority, 0) as guide_priority,
    channel_id as guide_channel_id,
    {{ shared_guide_id("channel_id", "provider_id") }} as channel_id,
    display_name,
    display_names,
    icon_url,
    channel_number
from channels
