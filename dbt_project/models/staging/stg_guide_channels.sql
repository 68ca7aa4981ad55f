with channels as (select * from {{ source("raw", "guide_channels") }})

select sync_id, provider_id, split_part(channel_id, '@', 1) as channel_id, display_name, icon_url
from channels
