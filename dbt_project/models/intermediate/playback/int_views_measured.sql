{{ config(materialized="view") }}

-- Seconds of each view by state, its stalls and how much of the content it played.
with
    intervals as (
        select
            view_hash,
            {{ total("case when state = 'startup' then believed_seconds end") }} as startup_seconds,
            {{ total("case when state = 'playing' then believed_seconds end") }} as play_seconds,
            {{ total("case when state = 'playing' and is_muted then believed_seconds end") }}
            as muted_seconds,
            {{ total("case when state = 'playing' and is_background then believed_seconds end") }}
            as background_seconds,
            {{ total("case when state = 'advert' then believed_seconds end") }} as ad_seconds,
            {{ total("case when state = 'paused' then believed_seconds end") }} as paused_seconds,
            {{ total("case when state = 'seeking' then believed_seconds end") }} as seek_seconds,
            greatest(
                max(case when state = 'playing' then position_seconds end),
                max(case when is_contiguous then next_position_seconds end)
            ) as max_position_seconds,
            {{
                ratio(
                    "sum(case when state = 'playing' then bitrate_bps * believed_seconds end)",
                    "sum(case when state = 'playing' and bitrate_bps is not null then believed_seconds end)",
                )
            }} as avg_bitrate_bps,
            {{
                ratio(
                    "sum(case when state = 'playing' then greatest(scale - 1, 0) * believed_seconds end)",
                    "sum(case when state = 'playing' and scale is not null then believed_seconds end)",
                )
            }} as avg_upscale_ratio,
            max(
                case when state = 'playing' and scale is not null then greatest(scale - 1, 0) end
            ) as max_upscale_ratio
        from {{ ref("int_events_measured") }}
        where {{ is_session_touched() }}
        group by view_hash
    ),

    stalls as (
        select
            view_hash,
            cast(count(*) as bigint) as rebuffer_count,
            {{ total("stall_seconds") }} as rebuffer_seconds
        from {{ ref("int_stalls_merged") }}
        where {{ is_session_touched() }}
        group by view_hash
    ),

    passes as (
        select view_hash, {{ total("advanced_seconds") }} as content_seconds
        from {{ ref("int_passes_played") }}
        where {{ is_session_touched() }}
        group by view_hash
    ),

    stretches as (
        select view_hash, {{ total("end_position - start_position") }} as covered_seconds
        from {{ ref("int_stretches_united") }}
        group by view_hash
    )

select
    intervals.*,
    coalesce(stalls.rebuffer_count, 0) as rebuffer_count,
    coalesce(stalls.rebuffer_seconds, 0) as rebuffer_seconds,
    coalesce(passes.content_seconds, 0) as content_seconds,
    coalesce(least(stretches.covered_seconds, passes.content_seconds), 0) as unique_content_seconds
from intervals
left join stalls on intervals.view_hash = stalls.view_hash
left join passes on intervals.view_hash = passes.view_hash
left join stretches on intervals.view_hash = stretches.view_hash
