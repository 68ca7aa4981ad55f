{{
    config(
        materialized="incremental",
        incremental_strategy="replace_sessions",
        unique_key="session_hash",
    )
}}

-- Views with their four scores (formulas of Mux Data, metrics 1.1) and the mean of those that are known.
-- The quality score of upscaling is ours in form: Mux publishes its parts (85 % average, 15 % peak), not
-- the curve.
with
    views as (
        select
            *,
            {{ ratio("rebuffer_seconds", "rebuffer_seconds + play_seconds") }} as rebuffer_ratio,
            {{
                ratio(
                    "rebuffer_seconds",
                    "startup_seconds + play_seconds + rebuffer_seconds + seek_seconds",
                )
            }} as watch_rebuffer_ratio,
            {{ ratio("rebuffer_count * 60", "rebuffer_seconds + play_seconds") }} as rebuffer_per_minute
        from {{ ref("int_views_judged") }}
    ),

    scored as (
        select
            *,
            {{ hash_key(["session_id", "client_id", "view_number"]) }} as view_key,
            case when is_play then 800 / (8 + startup_ms / 1000) end as startup_score,
            case
                when is_play and is_covered
                then
                    50 / sqrt(1 + power(rebuffer_count / 2.0, 2))
                    + 50 * exp(-10 * coalesce(rebuffer_ratio, 0))
            end as smoothness_score,
            case
                when not is_covered
                then null
                when is_start_failure or is_playback_failure
                then cast(0 as double)
                when is_play
                then cast(100 as double)
                when is_exit_before_start
                then cast(50 as double)
            end as success_score,
            case
                when is_play then 85 / (1 + avg_upscale_ratio) + 15 / (1 + max_upscale_ratio)
            end as quality_score
        from views
    )

select
    *,
    {{
        ratio(
            "coalesce(startup_score, 0) + coalesce(smoothness_score, 0) + coalesce(success_score, 0)"
            ~ " + coalesce(quality_score, 0)",
            "case when startup_score is not null then 1 else 0 end"
            ~ " + case when smoothness_score is not null then 1 else 0 end"
            ~ " + case when success_score is not null then 1 else 0 end"
            ~ " + case when quality_score is not null then 1 else 0 end",
        )
    }} as experience_score
from scored
