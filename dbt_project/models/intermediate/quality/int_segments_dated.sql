-- depends_on: {{ ref("int_days_touched") }}
{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

{%- set sums %}
    cast(count(*) as bigint) as view_count,
    {{ count_where("is_play") }} as play_count,
    cast(count(distinct coalesce(viewer_key, view_key)) as bigint) as viewer_count,
    {{ total("play_seconds") }} as play_seconds,
    {{ total("rebuffer_seconds") }} as rebuffer_seconds,
    {{ total("startup_seconds + play_seconds + rebuffer_seconds + seek_seconds") }} as watch_seconds,
    {{ count_where("is_covered") }} as covered_view_count,
    {{ total("case when is_covered then play_seconds end") }} as covered_play_seconds,
    {{ total("case when is_covered then rebuffer_seconds end") }} as covered_rebuffer_seconds,
    {{ count_where("is_covered and rebuffer_ratio is not null") }} as playing_count,
    {{ count_where("startup_ms is not null") }} as startup_count,
    percentile_cont(0.5) within group (order by startup_ms asc nulls last) as p50_startup_ms,
    percentile_cont(0.95) within group (order by startup_ms asc nulls last) as p95_startup_ms,
    {{ count_where("is_covered and is_start_failure") }} as start_failure_count,
    {{ count_where("is_covered and is_playback_failure") }} as playback_failure_count,
    {{ count_where("is_covered and is_exit_before_start") }} as exit_before_start_count,
    {{ count_where("is_play and is_completed") }} as completed_count,
    {{ count_where("is_play and coverage_ratio is not null") }} as completable_count,
    {{ count_where("experience_score is not null") }} as experience_count,
    avg(experience_score) as mean_experience_score
{%- endset %}

with
    views as (select * from {{ ref("fct_views") }} where not is_bot and {{ is_day_touched("started_date") }}),

    tagged as (select *, {{ explode_pairs("custom") }} as custom_pair from views)

select
    started_date as view_date,
    is_simulated,
    {{ dimension_name() }} as dimension,
    {{ dimension_value() }} as dimension_value,
    {{ sums }}
from views
group by {{ by_each_dimension(["started_date", "is_simulated"]) }}
union all
select started_date, is_simulated, 'custom', custom_pair, {{ sums }}
from tagged
where custom_pair is not null
group by started_date, is_simulated, custom_pair
