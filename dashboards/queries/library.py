"""What a video library says of its videos beside our own views: totals by day, and heatmaps."""

TOTALS_DAILY = """
select
    view_date as day, provider_view_count, asked_view_count, unasked_view_count, own_view_count,
    view_difference_count, provider_watched_seconds / 3600 as provider_watched_hours,
    own_watched_seconds / 3600 as own_watched_hours, is_within_tolerance
from agg_library_daily, scope
where provider_id = $provider_id and view_date between first_day and last_day
order by day
"""

_SEGMENTS = """
select
    segment_number, segment_number / count(*) over (partition by provider_id) as from_ratio,
    (segment_number + 1) / count(*) over (partition by provider_id) as until_ratio, watched_ratio, told_at
from fct_heatmap_segments
"""

# The heatmap of one video of a library.
HEATMAP = f"{_SEGMENTS} where provider_id = $provider_id and item_id = $item_id order by segment_number"

# The heatmap of the video that a title is; of several libraries that have it, the first one's.
HEATMAP_OF_TITLE = f"""
{_SEGMENTS}
where item_id = (select content_id from dim_titles where title_key = $title_key)
qualify provider_id = min(provider_id) over ()
order by segment_number
"""  # noqa: S608  # parts of this module
