-- A day that was not over when the library told of it has more to come, and is left out.
with
    statistics as (
        select *, cast(bucket_at as date) as view_date, cast(synced_at as date) as told_date
        from {{ ref("stg_video_statistics") }}
        where grain = 'day'
    )

select provider_id, item_id, view_date, told_date, view_count, watched_seconds
from statistics
where told_date > view_date
