-- Views of known viewers, numbered by visit: a view that starts more than the gap after everything the
-- viewer watched before starts another visit. Simulated views have visits of their own.
with
    views as (select * from {{ ref("fct_views") }} where viewer_key is not null and not is_bot),

    compared as (
        select
            *,
            max(ended_at) over (
                partition by viewer_key, is_simulated
                order by started_at asc nulls last, view_key asc nulls last
                rows between unbounded preceding and 1 preceding
            ) as viewed_until
        from views
    ),

    marked as (
        select
            *,
            {{ seconds_between("viewed_until", "started_at") }}
            > {{ var("visit_gap_minutes") }} * 60 as starts_visit
        from compared
    )

select
    view_key,
    viewer_key,
    is_simulated,
    cast(
        sum(case when starts_visit then 1 else 0 end) over (
            partition by viewer_key, is_simulated
            order by started_at asc nulls last, view_key asc nulls last
            rows between unbounded preceding and current row
        ) as bigint
    ) as visit_number,
    title_key,
    series_title,
    started_at,
    ended_at,
    started_date,
    play_seconds,
    is_play,
    is_live,
    is_bounced
from marked
