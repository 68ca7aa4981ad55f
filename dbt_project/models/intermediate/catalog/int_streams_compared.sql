with entries as (select * from {{ ref("int_entries_accepted") }})

select
    sync_number,
    sync_id,
    synced_at,
    next_sync_id,
    next_synced_at,
    provider_id,
    stream_key,
    stream_name,
    stream_url,
    coalesce(lag(sync_number) over streams = sync_number - 1, false) as was_listed,
    coalesce(lead(sync_number) over streams = sync_number + 1, false) as stays_listed,
    lag(stream_name) over streams as previous_name,
    lag(stream_url) over streams as previous_url
from entries
window streams as (partition by provider_id, stream_key order by sync_number asc nulls last)
