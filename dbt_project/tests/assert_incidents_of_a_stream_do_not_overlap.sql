-- An incident opens after the one before has closed; only the last may be open.
with
    incidents as (
        select
            stream_key,
            opened_at,
            row_number() over stream_incidents > 1 as has_earlier,
            lag(closed_at) over stream_incidents as earlier_closed_at
        from {{ ref("fct_incidents") }}
        window stream_incidents as (partition by stream_key order by opened_at asc nulls last)
    )

select stream_key, opened_at
from incidents
where has_earlier and (earlier_closed_at is null or earlier_closed_at > opened_at)
