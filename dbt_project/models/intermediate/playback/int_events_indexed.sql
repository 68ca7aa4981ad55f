{{ config(materialized="incremental", incremental_strategy="append") }}

-- depends_on: {{ ref("int_files_read") }}
-- Where each event id was received: what finds the copies of an event and the days of a session without
-- reading the raw files anew.
with events as (select * from {{ ref("stg_playback_events") }})

select event_hash, session_hash, received_at
from events
{% if is_increment() %} where landed_file in {{ new_files() }} {% endif %}
