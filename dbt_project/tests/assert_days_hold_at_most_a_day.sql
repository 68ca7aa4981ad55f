-- No stream is observed for longer than a day lasts.
select check_date, stream_key, observed_seconds
from {{ ref("agg_stream_health_daily") }}
where observed_seconds > 86400.001
