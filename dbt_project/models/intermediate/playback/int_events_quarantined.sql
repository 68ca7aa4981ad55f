{{
    config(
        materialized="incremental",
        incremental_strategy="replace_sessions",
        unique_key="session_hash",
    )
}}

with events as (select * from {{ ref("int_events_corrected") }})

select session_hash, event_id, source, received_at, event_at, quarantine_reason as reason
from events
where quarantine_reason is not null
