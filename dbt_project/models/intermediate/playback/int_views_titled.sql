{{ config(materialized="view") }}

-- The descriptions of a view, each with the last event that gave it, put together: of each column the
-- value that was known last. Who watched and when the session began do not change: there the first value
-- counts.
with
    events as (select * from {{ ref("int_events_measured") }} where {{ is_session_touched() }}),

    given as (
        select view_hash, description_hash, max(event_number) as last_number
        from events
        group by view_hash, description_hash
    ),

    descriptions as (select * from {{ ref("int_descriptions_listed") }})

select
    given.view_hash,
    max(descriptions.session_id) as session_id,
    max(descriptions.client_id) as client_id,
    {{ earliest("descriptions.viewer_key", "given.last_number") }} as viewer_key,
    {%- for column in description_columns() if column not in ("session_id", "client_id", "viewer_key") %}
        {%- if column.startswith("is_") %} bool_or(descriptions.{{ column }}) as {{ column }}
        {%- else %} {{ latest("descriptions." ~ column, "given.last_number") }} as {{ column }}
        {%- endif %}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
from given
inner join descriptions on given.description_hash = descriptions.description_hash
group by given.view_hash
