-- depends_on: {{ ref("int_days_touched") }}
{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

with segments as (select * from {{ ref("int_segments_dated") }} where {{ is_day_touched("view_date") }})

select
    view_date,
    dimension,
    dimension_value,
    is_simulated,
    view_count,
    play_count,
    viewer_count,
    play_seconds,
    rebuffer_seconds,
    watch_seconds,
    covered_view_count,
    covered_play_seconds,
    covered_rebuffer_seconds,
    playing_count,
    startup_count,
    {{ where_enough("p50_startup_ms", "startup_count") }} as p50_startup_ms,
    {{ where_enough("p95_startup_ms", "startup_count") }} as p95_startup_ms,
    {{
        where_enough(
            ratio("covered_rebuffer_seconds", "covered_rebuffer_seconds + covered_play_seconds"),
            "playing_count",
        )
    }} as rebuffer_ratio,
    {% for share in ["start_failure", "playback_failure", "exit_before_start"] %}
        {{ share }}_count,
        {{ shown_ratio(share ~ "_count", "covered_view_count") }} as {{ share }}_ratio,
        {{ wilson_low(share ~ "_count", "covered_view_count") }} as {{ share }}_ratio_low,
        {{ wilson_high(share ~ "_count", "covered_view_count") }} as {{ share }}_ratio_high,
    {% endfor %}
    completed_count,
    completable_count,
    {{ shown_ratio("completed_count", "completable_count") }} as completed_ratio,
    {{ wilson_low("completed_count", "completable_count") }} as completed_ratio_low,
    {{ wilson_high("completed_count", "completable_count") }} as completed_ratio_high,
    experience_count,
    {{ where_enough("mean_experience_score", "experience_count") }} as mean_experience_score,
    view_count < {{ var("suppression_minimum") }} as is_suppressed
from segments
