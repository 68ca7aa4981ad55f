with checks as (select * from {{ ref("fct_stream_checks") }})

select stream_key, status, reason, checked_at
from checks
qualify
    row_number() over (partition by stream_key order by checked_at desc nulls last, check_id desc nulls last)
    = 1
