-- Each part has its own bound, and the sum is at most 100.
select view_date, viewer_key, engagement_score
from {{ ref("agg_viewer_engagement_daily") }}
where
    view_score > 25
    or watch_score > 40
    or variety_score > 20
    or completion_score > 15
    or engagement_score > 100.000001
