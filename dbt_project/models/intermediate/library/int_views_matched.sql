-- A library tells of its most viewed videos alone, each over a span of days: views of other titles and days
-- have nothing to be compared with. A view belongs to the video that its content_id names, else to the one
-- that its stream_id names.
with
    views as (select * from {{ ref("fct_views") }} where not is_bot and not is_simulated),

    items as (
        select provider_id, item_id, min(view_date) as first_date, max(view_date) as last_date
        from {{ ref("int_statistics_settled") }}
        group by provider_id, item_id
    ),

    named as (
        select view_key, started_date, play_seconds, content_id as item_id, 1 as place
        from views
        union all
        select view_key, started_date, play_seconds, stream_id, 2
        from views
    ),

    matched as (
        select named.*, items.provider_id
        from named
        inner join
            items
            on named.item_id = items.item_id
            and named.started_date between items.first_date and items.last_date
        qualify rank() over (partition by named.view_key order by named.place asc nulls last) = 1
    )

select
    provider_id,
    item_id,
    started_date as view_date,
    cast(count(*) as bigint) as view_count,
    {{ total("play_seconds") }} as watched_seconds
from matched
group by provider_id, item_id, started_date
