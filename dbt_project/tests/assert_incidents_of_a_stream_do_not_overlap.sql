-- An incident opens after the one before has closed.
select stream_key, opened_at
from {{ ref("fct_incidents") }}
qualify coalesce(lag(closed_at) over incidents > opened_at, lag(opened_at) over incidents is not null)
window incidents as (partition by stream_key order by opened_at asc nulls last)
