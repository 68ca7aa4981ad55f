{{
    config(
        materialized="incremental",
        incremental_strategy="replace_sessions",
        unique_key=hash_number(["session_id"]),
    )
}}

-- The timeline of a view: what happened and what state it set, without the heartbeats in between, whose
-- time counts for the event before them.
with
    events as (
        select *
        from {{ ref("int_events_measured") }}
        where event_type not in ('heartbeat', 'request', 'other') and {{ is_session_touched() }}
    ),

    views as (
        select view_hash, view_key, session_id, started_at
        from {{ ref("int_views_scored") }}
        where {{ is_session_touched() }}
    ),

    timed as (
        select
            views.view_key,
            views.session_id,
            views.started_at,
            events.* except (state, gap_seconds),
            noted.error_code,
            coalesce({{ last_known("events.state", "so_far") }}, 'startup') as state,
            coalesce(
                {{ seconds_between("events.occurred_at", "lead(events.occurred_at) over in_order") }}, 0
            ) as gap_seconds
        from events
        inner join views on events.view_hash = views.view_hash
        left join {{ ref("int_events_noted") }} as noted on events.event_hash = noted.event_hash
        window
            in_order as (partition by events.view_hash order by events.event_number asc nulls last),
            so_far as (
                partition by events.view_hash
                order by events.event_number asc nulls last
                rows between unbounded preceding and current row
            )
    )

select
    view_key,
    session_id,
    cast(event_number as bigint) as event_number,
    event_type,
    state,
    occurred_at,
    cast(started_at as date) as started_date,
    {{ seconds_between("started_at", "occurred_at") }} as offset_seconds,
    gap_seconds,
    position_seconds,
    playback_rate,
    bitrate_bps,
    buffer_seconds,
    is_background,
    is_muted,
    error_code,
    is_fatal
from timed
