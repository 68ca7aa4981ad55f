with programmes as (select * from {{ source("raw", "guide_programmes") }})

select
    sync_id,
    provider_id,
    channel_id as guide_channel_id,
    split_part(channel_id, '@', 1) as channel_id,
    started_at,
    stopped_at,
    has_derived_stop,
    title,
    sub_title,
    category
from programmes
