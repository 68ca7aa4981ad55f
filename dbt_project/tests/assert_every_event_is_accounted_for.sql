{{ config(meta={"dagster": {"ref": {"name": "int_events_ordered"}}}) }}

-- Received = duplicates + set aside + in the order of a session; nothing is dropped.
with
    received as (
        select count(*) as event_count, count(distinct event_id) as id_count
        from {{ ref("stg_playback_events") }}
    ),

    kept as (select count(*) as event_count from {{ ref("int_events_deduplicated") }}),

    quarantined as (select count(*) as event_count from {{ ref("int_events_quarantined") }}),

    ordered as (select count(*) as event_count from {{ ref("int_events_ordered") }})

select received.event_count, received.id_count, kept.event_count as kept_count
from received
cross join kept
cross join quarantined
cross join ordered
where
    received.id_count <> kept.event_count or kept.event_count <> quarantined.event_count + ordered.event_count
