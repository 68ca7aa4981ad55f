-- What holds for a session as a whole: its clock skew (the least of receipt minus sending, so that network
-- jitter
-- cannot reorder it) and whether every event of it is numbered.
with events as (select * from {{ ref("int_events_deduplicated") }} where session_id is not null)

select
    session_key,
    min({{ micros_between("sent_at", "received_at") }}) as skew_micros,
    count(*) = count(seq) as is_numbered,
    bool_or(is_live) as is_live
from events
group by session_key
