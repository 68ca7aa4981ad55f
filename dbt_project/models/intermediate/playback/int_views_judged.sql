{{ config(materialized="view") }}

-- The questions about a view, each answered once. Positions beyond the title's length add nothing unique.
-- Imported histories and access logs are not covered: their zero stalls and failures would count as good
-- quality.
with
    described as (select * from {{ ref("int_views_described") }}),

    measured as (select * from {{ ref("int_views_measured") }}),

    newest as (select max(received_at) as newest_received_at from {{ ref("int_events_indexed") }}),

    joined as (
        select
            described.*,
            measured.* except (view_hash, rebuffer_count),
            measured.rebuffer_count + coalesce(noted.starved_count, 0) as rebuffer_count,
            noted.* except (view_hash, starved_count, has_business_error),
            coalesce(noted.has_business_error, false) as has_business_error,
            sessions.has_session_collision,
            titled.* except (view_hash),
            titled.source in ('events', 'cmcd', 'mux') as is_covered,
            case
                when not described.is_live and titled.duration_seconds > 0 then titled.duration_seconds
            end as known_duration_seconds,
            case
                when described.intent_at <= described.first_frame_at
                then 1000 * {{ seconds_between("described.intent_at", "described.first_frame_at") }}
                when described.intent_at is null and described.first_frame_at is not null
                then noted.reported_startup_ms
            end as measured_startup_ms,
            case
                when sessions.is_numbered
                then
                    described.last_seq - case
                        when described.view_number = 0
                        then least(described.first_seq, 1)
                        else described.first_seq
                    end
                    + 1
            end as expected_event_count
        from described
        inner join measured on described.view_hash = measured.view_hash
        inner join {{ ref("int_views_titled") }} as titled on described.view_hash = titled.view_hash
        inner join
            {{ ref("int_sessions_profiled") }} as sessions
            on described.session_hash = sessions.session_hash
            and described.client_hash = sessions.client_hash
        left join {{ ref("int_views_noted") }} as noted on described.view_hash = noted.view_hash
    ),

    covered as (
        select
            * except (unique_content_seconds),
            least(
                unique_content_seconds, coalesce(known_duration_seconds, unique_content_seconds)
            ) as unique_content_seconds,
            case
                when known_duration_seconds > 0
                then least(1.0, unique_content_seconds / known_duration_seconds)
            end as coverage_ratio
        from joined
    )

select
    covered.*,
    first_frame_number is not null as is_play,
    case
        when
            is_covered
            and measured_startup_ms <= {{ var("startup_cap_seconds") }} * 1000
            and not coalesce(first_background_number <= first_frame_number, false)
        then measured_startup_ms
    end as startup_ms,
    coalesce(coverage_ratio >= {{ var("completed_ratio") }}, false) as is_completed,
    has_ended
    or coalesce(
        max_position_seconds >= {{ var("reached_end_ratio") }} * known_duration_seconds, false
    ) as has_reached_end,
    first_frame_number is not null
    and play_seconds < least(
        {{ var("bounce_seconds") }}, coalesce(known_duration_seconds / 2, {{ var("bounce_seconds") }})
    ) as is_bounced,
    case
        when known_duration_seconds is null
        then null
        when has_ended
        then 4
        else least(4, cast(floor(4 * coalesce(max_position_seconds, 0) / known_duration_seconds) as bigint))
    end as quartile,
    cast(floor(4 * coverage_ratio) as bigint) as coverage_quartile,
    first_failure_number is not null
    and not coalesce(first_frame_number < first_failure_number, false) as is_start_failure,
    coalesce(first_frame_number < first_failure_number, false) as is_playback_failure,
    first_frame_number is null
    and not has_fatal_error
    and startup_seconds >= {{ var("exit_minimum_seconds") }} as is_exit_before_start,
    case
        when expected_event_count is not null then greatest(expected_event_count - event_count, 0)
    end as lost_event_count,
    last_event_at
    > {{ dbt.dateadd("minute", "-" ~ var("session_gap_minutes"), "newest.newest_received_at") }}
    as is_provisional
from covered
cross join newest
