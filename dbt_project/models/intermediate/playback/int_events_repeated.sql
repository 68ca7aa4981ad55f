-- Event ids that arrived more than once.
with events as (select * from {{ ref("int_events_selected") }})

select event_hash
from events
group by event_hash
having count(*) > 1
