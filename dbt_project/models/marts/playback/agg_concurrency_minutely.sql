with minutes as (select * from {{ ref("int_minutes_swept") }})

select
    minute_at,
    scope,
    provider_id,
    bool_or(is_simulated) as is_simulated,
    max(case when subject = 'view' then peak_count end) as peak_view_count,
    max(case when subject = 'viewer' then peak_count end) as peak_viewer_count,
    {{ total("case when subject = 'view' then watched_seconds end") }} as watched_seconds
from minutes
group by minute_at, scope, provider_id
