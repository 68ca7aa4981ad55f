{{ config(materialized="view") }}

-- The questions about a view, each answered once.
with
    described as (select * from {{ ref("int_views_described") }}),

    measured as (select * from {{ ref("int_views_measured") }}),

    newest as (select max(received_at) as newest_received_at from {{ ref("int_events_indexed") }}),

    joined as (
        select
            described.*,
            measured.* except (view_hash, rebuffer_count),
            measured.rebuffer_count + described.starved_count as rebuffer_count,
            titled.* except (view_hash),
            case
                when not described.is_live and titled.duration_seconds > 0 then titled.duration_seconds
            end as known_duration_seconds,
            case
                when described.intent_at <= described.first_frame_at
                then 1000 * {{ seconds_between("described.intent_at", "described.first_frame_at") }}
                when described.intent_at is null and described.first_frame_at is not null
                then described.reported_startup_ms
            end as measured_startup_ms,
            case
                when described.is_numbered
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
    ),

    covered as (
        select
            *,
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
            measured_startup_ms <= {{ var("startup_cap_seconds") }} * 1000
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
