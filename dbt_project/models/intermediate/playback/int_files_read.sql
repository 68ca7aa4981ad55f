{{ config(materialized="incremental", incremental_strategy="append") }}

-- The raw files that builds have read, and the build that read each first: what is new in this one
-- follows.
with events as (select * from {{ ref("stg_playback_events") }})

select landed_file, max(received_at) as newest_received_at, '{{ invocation_id }}' as read_in
from events
{% if is_increment() %} where landed_file not in (select landed_file from {{ this }}) {% endif %}
group by landed_file
