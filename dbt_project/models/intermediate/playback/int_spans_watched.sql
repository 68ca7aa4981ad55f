{{ config(materialized="incremental", incremental_strategy="replace_sessions", unique_key="session_hash") }}

-- When a view was being watched: starting up, playing, stalled or shown an ad, as far as it is believed;
-- not paused, not seeking. Spans of a view that touch are one, which keeps what follows small. Bots watch
-- nothing.
with
    believed as (
        select view_hash, occurred_at as started_at, believed_seconds
        from {{ ref("int_events_measured") }}
        where
            state in ('startup', 'playing', 'advert') and believed_seconds > 0 and {{ is_session_touched() }}
        union all
        select view_hash, started_at, stall_seconds
        from {{ ref("int_stalls_merged") }}
        where {{ is_session_touched() }}
    ),

    bounded as (
        select view_hash, started_at, {{ add_seconds("started_at", "believed_seconds") }} as ended_at
        from believed
    ),

    marked as (
        select
            *,
            case
                when
                    started_at <= max(ended_at) over (
                        partition by view_hash
                        order by started_at asc nulls last, ended_at asc nulls last
                        rows between unbounded preceding and 1 preceding
                    )
                then 0
                else 1
            end as is_new
        from bounded
    ),

    numbered as (
        select
            *,
            sum(is_new) over (
                partition by view_hash
                order by started_at asc nulls last, ended_at asc nulls last
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
