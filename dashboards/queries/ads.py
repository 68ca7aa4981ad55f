"""How far ads are seen."""

# One row: the totals of the range.
SUMMARY = """
select
    count(*) as ad_view_count,
    count(distinct ad_id) as ad_count,
    count(distinct view_key) as view_count,
    count(*) filter (where has_reached_25) as reached_25_count,
    count(*) filter (where has_reached_50) as reached_50_count,
    count(*) filter (where has_reached_75) as reached_75_count,
    count(*) filter (where is_completed) as completed_count,
    count(*) filter (where is_skipped) as skipped_count,
    completed_count / nullif(ad_view_count, 0) as completion_ratio,
    skipped_count / nullif(ad_view_count, 0) as skip_ratio,
    coalesce(sum(play_seconds), 0) / 3600 as watch_hours
from ads
"""

DAILY = """
select
    day,
    count(*) filter (where is_completed) as completed_count,
    count(*) filter (where is_skipped and not is_completed) as skipped_count,
    count(ad_view_key) - completed_count - skipped_count as left_count
from days left join ads on started_date = day
group by day
order by day
"""

# One row for each ad and place; the ratios of fewer than $least ad views are null.
BY_AD = """
, counted as (
    select
        coalesce(ad_id, 'without an id') as ad_id,
        coalesce(ad_position, 'unknown') as ad_position,
        count(*) as ad_view_count,
        case when count(*) >= $least then count(*) end as n,
        count(*) filter (where has_reached_25) as reached_25_count,
        count(*) filter (where has_reached_50) as reached_50_count,
        count(*) filter (where has_reached_75) as reached_75_count,
        count(*) filter (where is_completed) as completed_count,
        count(*) filter (where is_skipped) as skipped_count
    from ads
    group by all
)
select
    ad_id,
    ad_position,
    ad_view_count,
    reached_25_count / n as reached_25_ratio,
    reached_50_count / n as reached_50_ratio,
    reached_75_count / n as reached_75_ratio,
    completed_count / n as completion_ratio,
    skipped_count / n as skip_ratio
from counted
order by ad_view_count desc, ad_id, ad_position
limit 200
"""
