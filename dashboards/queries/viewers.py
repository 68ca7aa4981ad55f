"""Viewers over time: new, returning, in cohorts, in visits. These marts know no provider."""

# One row: viewers with an id in the range. A viewer is new in the range that holds the first view of all.
SUMMARY = """
, known as (select distinct viewer_key from visits),
daily as (
    select agg_viewers_daily.* from agg_viewers_daily, scope where view_date between first_day and last_day
)
select
    (select count(*) from known) as viewer_count,
    (
        select count(*)
        from known join dim_viewers using (viewer_key), scope
        where first_viewed_date between first_day and last_day
    ) as new_viewer_count,
    (select count(*) from visits) as visit_count,
    (select sum(view_count) / count(*) from visits) as views_per_visit,
    (select quantile_cont(epoch(ended_at - started_at), 0.5) from visits) as median_visit_seconds,
    coalesce(sum(d1_cohort_count), 0)::bigint as d1_cohort_count,
    sum(d1_returned_count) / nullif(sum(d1_cohort_count), 0) as d1_ratio,
    coalesce(sum(d7_cohort_count), 0)::bigint as d7_cohort_count,
    sum(d7_returned_count) / nullif(sum(d7_cohort_count), 0) as d7_ratio,
    (
        select count(*) from fct_binges, scope where started_at::date between first_day and last_day
    ) as binge_count
from daily
"""

# One row a day; the return of fewer than $least new viewers is null.
DAILY = """
select
    day,
    coalesce(sum(new_viewer_count), 0)::bigint as new_viewer_count,
    coalesce(sum(returning_viewer_count), 0)::bigint as returning_viewer_count,
    coalesce(sum(d1_cohort_count), 0)::bigint as d1_cohort_count,
    case
        when sum(d1_cohort_count) >= $least then sum(d1_returned_count) / sum(d1_cohort_count)
    end as d1_ratio,
    coalesce(sum(d7_cohort_count), 0)::bigint as d7_cohort_count,
    case
        when sum(d7_cohort_count) >= $least then sum(d7_returned_count) / sum(d7_cohort_count)
    end as d7_ratio
from days left join agg_viewers_daily on view_date = day
group by day
order by day
"""

# One row a day.
VISITS_DAILY = """
select day, count(visit_key) as visit_count, sum(view_count) / count(visit_key) as views_per_visit
from days left join visits on started_date = day
group by day
order by day
"""

# The last twelve weekly cohorts up to the range's end; the return of cohorts of fewer than $least is null.
COHORTS = """
select
    cohort_week,
    week_number,
    sum(cohort_size)::bigint as cohort_size,
    case when sum(cohort_size) >= $least then sum(viewer_count)::bigint end as viewer_count,
    case when sum(cohort_size) >= $least then sum(viewer_count) / sum(cohort_size) end as return_ratio,
    bool_or(is_provisional) as is_provisional
from agg_cohorts_weekly, scope
where cohort_week <= last_day and cohort_week > last_day - interval 12 weeks
group by cohort_week, week_number
order by cohort_week, week_number
"""

# Exact distinct viewers of each day, week or month ($period) that touches the range.
PERIODIC = """
select
    period_start as day, sum(viewer_count)::bigint as viewer_count, sum(view_count)::bigint as view_count,
    sum(play_seconds) / 3600 as watch_hours
from agg_viewers_periodic, scope
where period = $period and period_start between date_trunc($period, first_day) and last_day
group by period_start
order by period_start
"""

# Three and more episodes of a series within one visit, by series.
BINGES = """
select
    coalesce(series_title, 'Unknown series') as series_title,
    count(*) as binge_count,
    count(distinct viewer_key) as viewer_count,
    avg(episode_count) as mean_episode_count,
    max(episode_count) as max_episode_count,
    sum(play_seconds) / 3600 as watch_hours,
    max(started_at) as last_started_at
from fct_binges, scope
where started_at::date between first_day and last_day
group by series_title
order by binge_count desc, series_title
limit 200
"""
