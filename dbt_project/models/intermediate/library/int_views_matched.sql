-- A view belongs to the video that its content_id names, else to the one that its stream_id names. A library
-- that simulated viewers alone have watched is part of a simulation: there they count.
with
    views as (select * from {{ ref("fct_views") }} where not is_bot),

    settled as (select * from {{ ref("int_statistics_settled") }}),

    libraries as (
        select provider_id, min(view_date) as first_date, max(view_date) as last_date
        from settled
        group by provider_id
    ),

    items as (
        select provider_id, item_id
        from settled
        union
        select provider_id, item_id
        from {{ ref("int_streams_listed") }}
        where stream_type = 'movie'
    ),

    named as (
        select view_key, started_date, play_seconds, is_simulated, content_id as item_id, 1 as place
        from views
        union all
        select view_key, started_date, play_seconds, is_simulated, stream_id, 2
        from views
    ),

    matched as (
        select named.*, items.provider_id
        from named
        inner join items on named.item_id = items.item_id
        inner join
            libraries
            on items.provider_id = libraries.provider_id
            and named.started_date between libraries.first_date and libraries.last_date
        qualify rank() over (partition by named.view_key order by named.place asc nulls last) = 1
    ),

    judged as (select *, bool_and(is_simulated) over (partition by provider_id) as is_simulation from matched)

select
    provider_id,
    item_id,
    started_date as view_date,
    cast(count(*) as bigint) as view_count,
    {{ total("play_seconds") }} as watched_seconds,
    bool_or(is_simulation) as is_simulated
from judged
where not is_simulated or is_simulation
group by provider_id, item_id, started_date
