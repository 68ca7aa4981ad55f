{{ config(materialized="view") }}

-- The events that this build works on, copies included: all, or those of the touched sessions and of the
-- sessions that share an event with them.
with
    events as (select * from {{ ref("stg_playback_events") }}),

    touched as (select * from {{ ref("int_sessions_touched") }})

select events.*
from events
{% if is_increment() %}
        {%- set span = run_query(
            "select min(first_received_date), max(last_received_date) from "
            ~ ref("int_sessions_touched")
        ) -%}
    semi join touched on events.session_hash = touched.session_hash
    where
        events.received_date between cast('{{ span.columns[0].values()[0] }}' as date) and cast(
            '{{ span.columns[1].values()[0] }}' as date
        )
{% endif %}
