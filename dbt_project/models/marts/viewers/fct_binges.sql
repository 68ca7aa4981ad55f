with
    episodes as (
        select *
        from {{ ref("int_views_visited") }}
        where series_title is not null and is_play and not is_live and not is_bounced
    )

select
    {{ hash_key(["viewer_key", "is_simulated", "series_title", "min(started_at)"]) }} as binge_key,
    viewer_key,
    series_title,
    min(started_at) as started_at,
    max(ended_at) as ended_at,
    cast(count(distinct title_key) as bigint) as episode_count,
    {{ total("play_seconds") }} as play_seconds,
    is_simulated
from episodes
group by viewer_key, is_simulated, visit_number, series_title
having count(distinct title_key) >= {{ var("binge_minimum_episodes") }}
