"""How one title is watched, from its first second to its last."""

# Titles to choose from, the most watched of the range first.
CHOICE = """
, played as (
    select title_key, sum(play_seconds) as play_seconds
    from views
    where title_key is not null
    group by title_key
    order by play_seconds desc, title_key
    limit 1000
)
select
    title_key,
    coalesce(content_title, content_id)
    || case
        when count(*) over (partition by coalesce(content_title, content_id)) > 1 then ' · ' || content_id
        else ''
    end as label
from played join dim_titles using (title_key)
order by play_seconds desc, title_key
"""

# One row: the chosen title in the range.
SUMMARY = """
select
    count(*) as view_count,
    count(*) filter (where is_play) as play_count,
    count(distinct coalesce(viewer_key, view_key)) as viewer_count,
    coalesce(sum(play_seconds), 0) / 3600 as watch_hours,
    count(*) filter (where is_play and coverage_ratio is not null) as completable_count,
    count(*) filter (where is_play and coverage_ratio is not null and is_completed)
    / nullif(completable_count, 0) as completion_ratio,
    sum(rewatched_seconds) / nullif(sum(content_seconds), 0) as rewatched_ratio,
    count(*) filter (where is_bounced) as bounced_count
from views
where title_key = $title_key
"""

# The steps of the title, over the whole snapshot: real plays where it has any, else simulated ones.
RETENTION = """
select
    step_number, position_seconds, step_seconds, absolute_ratio, unique_ratio, heat_ratio, drop_ratio,
    drop_rank, play_count, viewer_count, is_simulated, is_suppressed
from agg_title_retention
where title_key = $title_key
    and is_simulated = (
        select bool_and(is_simulated) from agg_title_retention where title_key = $title_key
    )
order by step_number
"""
