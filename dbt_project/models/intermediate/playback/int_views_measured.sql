-- Seconds of each view by state, its stalls and how much of the content it played.
with
    intervals as (
        select
            view_key,
            {{ total("case when state = 'startup' then believed_seconds end") }} as startup_seconds,
            {{ total("case when state = 'playing' then believed_seconds end") }} as play_seconds,
            {{ total("case when state = 'paused' then believed_seconds end") }} as paused_seconds,
            {{ total("case when state = 'seeking' then believed_seconds end") }} as seek_seconds,
            {{ total("case when is_contiguous then next_position_seconds - position_seconds end") }}
            as content_seconds,
            greatest(
                max(case when state = 'playing' then position_seconds end),
                max(case when is_contiguous then next_position_seconds end)
            ) as max_position_seconds,
            {{
                ratio(
                    "sum(case when state = 'playing' then bitrate_bps * believed_seconds end)",
                    "sum(case when state = 'playing' and bitrate_bps is not null then believed_seconds end)",
                )
            }} as avg_bitrate_bps
        from {{ ref("int_intervals_measured") }}
        group by view_key
    ),

    stalls as (
        select
            view_key,
            cast(count(*) as bigint) as rebuffer_count,
            {{ total("stall_seconds") }} as rebuffer_seconds
        from {{ ref("int_stalls_merged") }}
        group by view_key
    ),

    stretches as (
        select view_key, {{ total("end_position - start_position") }} as unique_content_seconds
        from {{ ref("int_stretches_united") }}
        group by view_key
    )

select
    intervals.view_key,
    intervals.startup_seconds,
    intervals.play_seconds,
    intervals.paused_seconds,
    intervals.seek_seconds,
    intervals.content_seconds,
    intervals.max_position_seconds,
    intervals.avg_bitrate_bps,
    coalesce(stalls.rebuffer_count, 0) as rebuffer_count,
    coalesce(stalls.rebuffer_seconds, 0) as rebuffer_seconds,
    coalesce(stretches.unique_content_seconds, 0) as unique_content_seconds
from intervals
left join stalls on intervals.view_key = stalls.view_key
left join stretches on intervals.view_key = stretches.view_key
