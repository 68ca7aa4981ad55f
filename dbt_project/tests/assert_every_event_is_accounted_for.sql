{{ config(meta={"dagster": {"ref": {"name": "int_events_measured"}}}) }}

-- Received = copies + set aside + in the order of a session; nothing is dropped.
with
    received as (
        select count(*) as event_count, count(distinct event_id) as id_count
        from {{ ref("stg_playback_events") }}
    ),

    quarantined as (select count(*) as event_count from {{ ref("int_events_quarantined") }}),

    ordered as (select count(*) as event_count from {{ ref("int_events_measured") }})

select received.id_count, quarantined.event_count as quarantined_count, ordered.event_count as ordered_count
from received
cross join quarantined
cross join ordered
where received.id_count <> quarantined.event_count + ordered.event_count
