with views as (select * from {{ ref("int_views_visited") }})

select
    {{ hash_key(["viewer_key", "is_simulated", "min(started_at)"]) }} as visit_key,
    viewer_key,
    min(started_at) as started_at,
    max(ended_at) as ended_at,
    cast(min(started_at) as date) as started_date,
    cast(count(*) as bigint) as view_count,
    {{ total("play_seconds") }} as play_seconds,
    cast(count(distinct title_key) as bigint) as title_count,
    is_simulated
from views
group by viewer_key, is_simulated, visit_number
