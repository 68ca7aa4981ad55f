{{ config(materialized="view") }}

-- What few events of a view tell: its errors, the player's own start-up time, requests that found the
-- buffer empty.
with
    events as (
        select view_hash, event_number, event_hash, is_fatal
        from {{ ref("int_events_measured") }}
        where {{ is_session_touched() }}
    )

select
    events.view_hash,
    {{ earliest("noted.startup_ms", "events.event_number") }} as reported_startup_ms,
    min(
        case when events.is_fatal and not noted.is_business_error then events.event_number end
    ) as first_failure_number,
    min_by(
        noted.error_code,
        case when events.is_fatal and noted.error_code is not null then events.event_number end
    ) as fatal_error_code,
    {{ earliest("noted.error_code", "events.event_number") }} as first_error_code,
    bool_or(noted.is_business_error) as has_business_error,
    {{ count_where("noted.has_starved") }} as starved_count
from {{ ref("int_events_noted") }} as noted
inner join events on noted.event_hash = events.event_hash
group by events.view_hash
