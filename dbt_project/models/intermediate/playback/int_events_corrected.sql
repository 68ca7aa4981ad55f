{{ config(materialized="view") }}

-- Event times on the server's clock. With sent_at: client time plus the session's skew, and a client ahead
-- of its own sent_at has waited 0. Without: the client's time where it is plausible, else the time of
-- receipt.
with
    events as (select * from {{ ref("int_events_deduplicated") }}),

    sessions as (select * from {{ ref("int_sessions_profiled") }}),

    claimed as (
        select
            events.* except (is_live),
            sessions.is_numbered,
            sessions.has_session_collision,
            sessions.is_live,
            events.sent_at is not null as has_sent_at,
            coalesce(
                {{ add_micros("least(events.client_at, events.sent_at)", "sessions.skew_micros") }},
                events.client_at
            ) as claimed_at,
            {{ add_micros("events.client_at", "coalesce(sessions.skew_micros, 0)") }} as unbounded_at
        from events
        left join
            sessions
            on events.session_hash = sessions.session_hash
            and events.client_hash = sessions.client_hash
    ),

    believed as (
        select
            *,
            case
                when has_sent_at
                then client_at <= sent_at
                else
                    client_at
                    between {{ dbt.dateadd("hour", "-" ~ var("client_clock_behind_hours"), "received_at") }}
                    and {{ dbt.dateadd("second", var("client_clock_ahead_seconds"), "received_at") }}
            end as is_clock_believed
        from claimed
    )

select
    *,
    case when has_sent_at or is_clock_believed then claimed_at else received_at end as event_at,
    case
        when session_id is null
        then 'no_session_id'
        when
            has_sent_at
            and unbounded_at > {{ dbt.dateadd("hour", var("quarantine_ahead_hours"), "received_at") }}
        then 'too_far_ahead'
        when
            has_sent_at
            and source not in ('jellyfin', 'tautulli')
            and unbounded_at < {{ dbt.dateadd("day", "-" ~ var("retention_days"), "received_at") }}
        then 'too_old'
    end as quarantine_reason
from believed
