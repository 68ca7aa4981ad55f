-- The yes-or-no questions about a view, each answered once.
with
    described as (select * from {{ ref("int_views_described") }}),

    measured as (select * from {{ ref("int_views_measured") }}),

    newest as (select max(received_at) as newest_received_at from {{ ref("int_events_deduplicated") }}),

    joined as (
        select
            described.*,
            measured.* except (view_key),
            case
                when not described.is_live and described.duration_seconds > 0
                then least(1.0, measured.unique_content_seconds / described.duration_seconds)
            end as coverage_ratio,
            case
                when described.intent_at <= described.first_frame_at
                then 1000 * {{ seconds_between("described.intent_at", "described.first_frame_at") }}
                when described.intent_at is null and described.first_frame_at is not null
                then described.reported_startup_ms
            end as measured_startup_ms
        from described
        inner join measured on described.view_key = measured.view_key
    )

select
    joined.*,
    first_frame_number is not null as is_play,
    case
        when
            measured_startup_ms <= {{ var("startup_cap_seconds") }} * 1000
            and not coalesce(first_background_number <= first_frame_number, false)
        then measured_startup_ms
    end as startup_ms,
    coalesce(coverage_ratio >= {{ var("completed_ratio") }}, false) as is_completed,
    has_ended
    or coalesce(
        not is_live and max_position_seconds >= {{ var("reached_end_ratio") }} * nullif(duration_seconds, 0),
        false
    ) as has_reached_end,
    first_failure_number is not null
    and not coalesce(first_frame_number < first_failure_number, false) as is_start_failure,
    coalesce(first_frame_number < first_failure_number, false) as is_playback_failure,
    first_frame_number is null
    and not has_fatal_error
    and startup_seconds >= {{ var("exit_minimum_seconds") }} as is_exit_before_start,
    last_event_at
    > {{ dbt.dateadd("minute", "-" ~ var("session_gap_minutes"), "newest.newest_received_at") }}
    as is_provisional
from joined
cross join newest
