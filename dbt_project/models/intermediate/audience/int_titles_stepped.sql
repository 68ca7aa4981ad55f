-- Titles cut into at most 100 steps of at least a second. The length is the median of what the plays say:
-- one wrong report moves no step.
with
    plays as (select * from {{ ref("int_plays_located") }}),

    titles as (
        select
            title_key,
            is_simulated,
            cast(count(*) as bigint) as play_count,
            cast(count(distinct viewer_key) as bigint) as viewer_count,
            percentile_cont(0.5) within group (order by duration_seconds asc nulls last) as duration_seconds
        from plays
        group by title_key, is_simulated
    )

select
    title_key,
    is_simulated,
    play_count,
    viewer_count,
    duration_seconds,
    greatest(duration_seconds / 100, 1.0) as step_seconds,
    cast(least(ceil(duration_seconds), 100) as bigint) as step_count
from titles
