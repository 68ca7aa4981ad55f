"""Views, viewers, watch time and quality of experience. Definitions: README, section on metrics."""

from dashboards.queries.common import TRUST

# A view without a viewer counts as a viewer of its own, here and in the mart of concurrency.

# Seconds of stalls as a share of these and of what played, of the views that tell of them.
_REBUFFER_RATIO = """
    sum(rebuffer_seconds) filter (where is_covered)
    / nullif(sum(rebuffer_seconds + play_seconds) filter (where is_covered), 0)
"""

# One row: the totals of the range, the same numbers as the API's summary. `is_whole` says whether there are
# views from its first day on, so that it can be compared with.
SUMMARY = f"""
select
    count(*) as view_count,
    count(*) filter (where is_play) as play_count,
    count(*) filter (where is_simulated) as simulated_count,
    coalesce(sum(play_seconds), 0) / 3600 as watch_hours,
    count(*) filter (where is_play and coverage_ratio is not null) as completable_count,
    count(*) filter (where is_play and coverage_ratio is not null and is_completed)
    / nullif(completable_count, 0) as completion_ratio,
    count(*) filter (where is_covered) as covered_view_count,
    count(views.rebuffer_ratio) filter (where is_covered) as playing_count,
    {_REBUFFER_RATIO} as rebuffer_ratio,
    count(*) filter (where is_covered and (is_start_failure or is_playback_failure))
    / nullif(covered_view_count, 0) as failure_ratio,
    count(*) filter (where is_covered and is_exit_before_start)
    / nullif(covered_view_count, 0) as exit_ratio,
    count(startup_ms) as startup_count,
    quantile_cont(startup_ms, 0.5) as p50_startup_ms,
    quantile_cont(startup_ms, 0.95) as p95_startup_ms,
    {TRUST},
    coalesce((select min(started_date) from fct_views) <= (select first_day from scope), false) as is_whole
from views
"""  # noqa: S608  # a constant of this package

# One row. Peaks of several providers cannot be added up: null unless all or one is chosen.
PEAK = """
select
    case
        when coalesce(len(any_value(providers)), 1) = 1 then coalesce(max(peak_viewer_count), 0)
    end as peak_viewer_count
from scope left join minutes on true
"""

# One row a day, days without views included.
DAILY = """
, peaks as (
    select minute_at::date as day, max(peak_viewer_count) as peak_viewer_count
    from minutes, scope as chosen
    where coalesce(len(providers), 1) = 1
    group by all
)
select
    day,
    count(view_key) as view_count,
    count(distinct coalesce(viewer_key, view_key)) as viewer_count,
    coalesce(sum(play_seconds), 0) / 3600 as watch_hours,
    any_value(peak_viewer_count) as peak_viewer_count,
    count(*) filter (where is_play and coverage_ratio is not null) as completable_count,
    count(*) filter (where is_completed) / nullif(completable_count, 0) as completion_ratio
from days
left join views on started_date = day
left join peaks using (day)
group by day
order by day
"""

# One row a day; percentiles and ratios of fewer than $least views are null.
DAILY_QUALITY = f"""
select
    day,
    count(view_key) filter (where is_covered) as covered_view_count,
    count(startup_ms) as startup_count,
    case when startup_count >= $least then quantile_cont(startup_ms, 0.5) end as p50_startup_ms,
    case when startup_count >= $least then quantile_cont(startup_ms, 0.95) end as p95_startup_ms,
    count(views.rebuffer_ratio) filter (where is_covered) as playing_count,
    case when playing_count >= $least then {_REBUFFER_RATIO} end as rebuffer_ratio,
    count(*) filter (where is_covered and is_start_failure) as start_failure_count,
    count(*) filter (where is_covered and is_playback_failure) as playback_failure_count,
    count(*) filter (where is_covered and is_exit_before_start) as exit_before_start_count
from days left join views on started_date = day
group by day
order by day
"""  # noqa: S608  # a constant of this package

# One row for each value of $dimension; percentiles and ratios of fewer than $least views are null.
QUALITY_BY = f"""
select
    coalesce(
        case $dimension
            when 'player' then player_name
            when 'device' then device_type
            when 'country' then country_code
            when 'cdn' then cdn
            when 'provider' then provider_id
        end,
        'unknown'
    ) as value,
    count(*) as view_count,
    count(startup_ms) as startup_count,
    case when startup_count >= $least then quantile_cont(startup_ms, 0.5) end as p50_startup_ms,
    case when startup_count >= $least then quantile_cont(startup_ms, 0.95) end as p95_startup_ms,
    count(views.rebuffer_ratio) filter (where is_covered) as playing_count,
    case when playing_count >= $least then {_REBUFFER_RATIO} end as rebuffer_ratio,
    count(*) filter (where is_covered) as covered_view_count,
    case
        when covered_view_count >= $least
            then count(*) filter (where is_covered and (is_start_failure or is_playback_failure))
            / covered_view_count
    end as failure_ratio
from views
group by value
order by view_count desc, value
limit 200
"""  # noqa: S608  # a constant of this package

ERRORS = """
select
    coalesce(error_code, 'without a code') as error_code,
    count(*) as view_count,
    count(*) filter (where is_start_failure) as start_failure_count,
    count(*) filter (where is_playback_failure) as playback_failure_count,
    max(started_at) as last_seen_at
from views
where has_error
group by 1
order by view_count desc, error_code
limit 200
"""
