{{ config(materialized="incremental", incremental_strategy="replace_sessions", unique_key="session_hash") }}

-- When a view played content, as far as it is believed. Pieces that follow each other without a gap are
-- one.
with
    pieces as (
        select
            session_hash,
            view_hash,
            event_number,
            occurred_at as started_at,
            {{ add_seconds("occurred_at", "believed_seconds") }} as ended_at
        from {{ ref("int_events_measured") }}
        where state = 'playing' and believed_seconds > 0 and {{ is_session_touched() }}
    ),

    marked as (
        select *, case when started_at = lag(ended_at) over in_order then 0 else 1 end as is_new
        from pieces
        window in_order as (partition by view_hash order by event_number asc nulls last)
    ),

    numbered as (
        select
            *,
            sum(is_new) over (
                partition by view_hash
                order by event_number asc nulls last
                rows between unbounded preceding and current row
            ) as span_number
        from marked
    ),

    spans as (
        select view_hash, span_number, min(started_at) as started_at, max(ended_at) as ended_at
        from numbered
        group by view_hash, span_number
    ),

    views as (select * from {{ ref("int_views_scored") }} where not is_bot and {{ is_session_touched() }})

select
    views.session_hash,
    views.view_key,
    coalesce(views.viewer_key, views.view_key) as viewer_key,
    views.provider_id,
    md5(views.channel_id) as channel_key,
    md5(views.content_id) as title_key,
    views.is_simulated,
    spans.started_at,
    spans.ended_at
from spans
inner join views on spans.view_hash = views.view_hash
