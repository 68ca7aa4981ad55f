-- What events say about their view besides what happened: titles, device, player, place. Few events differ
-- from the others of their view, so that each such description is kept once.
with events as (select * from {{ ref("int_events_deduplicated") }})

select description_hash, {{ description_columns() | join(", ") }}
from events
group by all
