with entries as (select * from {{ ref("int_entries_accepted") }})

select
    sync_number,
    sync_id,
    synced_at,
    next_sync_id,
    next_synced_at,
    is_baseline,
    provider_id,
    stream_key,
    identity_basis,
    stream_type,
    stream_name,
    stream_url,
    group_title,
    tvg_id,
    logo_url,
    quality_label,
    quality_height,
    coalesce(lag(next_sync_id) over streams = sync_id, false) as was_listed,
    coalesce(lead(sync_id) over streams = next_sync_id, false) as stays_listed,
    lag(sync_number) over streams is not null as was_seen,
    lag(stream_name) over streams as previous_name,
    lag(stream_url) over streams as previous_url,
    lag(group_title) over streams as previous_group,
    lag(tvg_id) over streams as previous_tvg_id,
    lag(logo_url) over streams as previous_logo_url,
    lag(quality_height) over streams as previous_height
from entries
window streams as (partition by provider_id, stream_key order by sync_number asc nulls last)
