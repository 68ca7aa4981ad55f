{{ config(materialized="view") }}

-- Each event once: the earliest copy received, over the whole table. A batch that is sent again years
-- later changes nothing. Only repeated ids are sorted.
with
    repeated as (select * from {{ ref("int_events_repeated") }}),

    earliest as (
        select events.*
        from {{ ref("int_events_selected") }} as events
        semi join repeated on events.event_hash = repeated.event_hash
        qualify
            row_number() over (
                partition by events.event_id
                order by
                    events.received_at asc nulls last,
                    events.batch_id asc nulls last,
                    events.client_at asc nulls last,
                    events.seq asc nulls last,
                    events.session_id asc nulls last,
                    events.event_type asc nulls last,
                    events.position_seconds asc nulls last
            )
            = 1
    ),

    single as (
        select events.*
        from {{ ref("int_events_selected") }} as events
        anti join {{ ref("int_events_repeated") }} as repeated on events.event_hash = repeated.event_hash
    ),

    deduplicated as (
        select *
        from single
        union all
        select *
        from earliest
    )

select *, {{ hash_number(description_columns()) }} as description_hash
from deduplicated
where {{ is_session_touched() }}
