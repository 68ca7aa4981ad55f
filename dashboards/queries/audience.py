"""Who watches what, when, and how much of it."""

# The most watched titles; the ratio of fewer than $least views is null.
TITLES = """
select
    coalesce(any_value(content_title), any_value(content_id), 'Unknown title') as content_title,
    any_value(content_type) as content_type,
    sum(play_seconds) / 3600 as watch_hours,
    count(*) as view_count,
    count(distinct coalesce(viewer_key, view_key)) as viewer_count,
    count(*) filter (where is_play and coverage_ratio is not null) as completable_count,
    case
        when completable_count >= $least then count(*) filter (where is_completed) / completable_count
    end as completion_ratio,
    title_key
from views
group by title_key
order by watch_hours desc, title_key
limit 1000
"""

# Ten buckets of coverage, those without a view included.
COMPLETION = """
select bucket as completion_bucket, coalesce(sum(view_count), 0)::bigint as view_count
from range(0, 100, 10) as buckets (bucket)
left join (
    select agg_completion_histogram.*
    from agg_completion_histogram, scope
    where view_date between first_day and last_day
        and (providers is null or list_contains(providers, provider_id))
) on completion_bucket = bucket
group by bucket
order by bucket
"""

# Days of viewers by score, in steps of ten. This mart knows no provider.
ENGAGEMENT = """
select
    least(90, floor(engagement_score / 10) * 10)::bigint as score_bucket,
    count(*) as viewer_day_count
from agg_viewer_engagement_daily, scope
where view_date between first_day and last_day
group by score_bucket
order by score_bucket
"""

# One row: the mean score with its parts. This mart knows no provider.
ENGAGEMENT_MEANS = """
select
    count(*) as viewer_day_count,
    avg(engagement_score) as engagement_score,
    avg(view_score) as view_score,
    avg(watch_score) as watch_score,
    avg(variety_score) as variety_score,
    avg(completion_score) as completion_score
from agg_viewer_engagement_daily, scope
where view_date between first_day and last_day
"""

# Hours watched by weekday (1 = Monday) and hour of the day, UTC.
WEEK = """
select
    isodow(minute_at)::bigint as weekday,
    hour(minute_at)::bigint as hour,
    sum(watched_seconds) / 3600 as watch_hours
from minutes
group by all
order by all
"""
