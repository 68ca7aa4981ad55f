with events as (select * from {{ ref("int_events_corrected") }})

select event_id, source, received_at, event_at, quarantine_reason as reason
from events
where quarantine_reason is not null
