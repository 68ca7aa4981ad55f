-- Start-up, playing, ads, stalls, pauses and seeks are parts of the time from start to end (1 ms for
-- rounding).
select view_key
from {{ ref("fct_views") }}
where
    startup_seconds + play_seconds + ad_seconds + rebuffer_seconds + paused_seconds + seek_seconds
    > {{ seconds_between("started_at", "ended_at") }} + 0.001
