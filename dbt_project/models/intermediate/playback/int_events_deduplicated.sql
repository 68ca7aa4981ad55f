-- The earliest copy of each event, over the whole table: a batch that is sent again years later changes
-- nothing.
with events as (select * from {{ ref("stg_playback_events") }})

select *, {{ hash_key(["session_id", "viewer_key"]) }} as session_key
from events
qualify
    row_number() over (
        partition by event_id
        order by
            received_at asc nulls last, batch_id asc nulls last, client_at asc nulls last, seq asc nulls last
    )
    = 1
