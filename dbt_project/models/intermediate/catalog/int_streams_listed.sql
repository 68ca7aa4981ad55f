with entries as (select * from {{ ref("int_entries_accepted") }})

select *, min(synced_at) over (partition by stream_key) as first_seen_at, next_sync_id is null as is_listed
from entries
qualify row_number() over (partition by stream_key order by sync_number desc nulls last) = 1
