-- First and last hour of the data. They are cut, so that full hours lie between them. A clock that runs
-- ahead must not move the last.
select is_simulated, min(hour_at) as first_hour_at, max(hour_at) as last_hour_at
from {{ ref("int_hours_summed") }}
where has_sound_clock
group by is_simulated
