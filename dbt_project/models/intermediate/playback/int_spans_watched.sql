-- When a view was being watched: starting up, playing or stalled, as far as it is believed; not paused, not
-- seeking.
with
    believed as (
        select view_key, started_at, believed_seconds
        from {{ ref("int_intervals_measured") }}
        where state in ('startup', 'playing') and believed_seconds > 0
        union all
        select view_key, started_at, stall_seconds
        from {{ ref("int_stalls_merged") }}
    ),

    views as (select * from {{ ref("int_views_judged") }})

select
    believed.view_key,
    coalesce(views.viewer_key, views.view_key) as viewer_key,
    views.provider_id,
    views.is_simulated,
    believed.started_at,
    {{ add_seconds("believed.started_at", "believed.believed_seconds") }} as ended_at
from believed
inner join views on believed.view_key = views.view_key
