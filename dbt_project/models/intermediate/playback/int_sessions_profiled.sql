-- What holds for one client's session as a whole: its clock skew (the least of receipt minus sending, so
-- that network jitter cannot reorder it), whether every event of it has a number of its own (numbers that
-- began anew order nothing), and whether other clients use the same id.
with
    clients as (
        select
            session_hash,
            client_hash,
            min({{ micros_between("sent_at", "received_at") }}) as skew_micros,
            count(*) = count(seq) and count(*) <= max(seq) - min(seq) + 1 as is_numbered,
            bool_or(is_live) as is_live
        from {{ ref("int_events_deduplicated") }}
        where session_id is not null
        group by session_hash, client_hash
    )

select *, count(*) over (partition by session_hash) > 1 as has_session_collision
from clients
