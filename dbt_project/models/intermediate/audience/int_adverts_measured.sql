{{ config(materialized="incremental", incremental_strategy="replace_sessions", unique_key="session_hash") }}

-- Ads shown in a view. An ad begins with its start, or with the first that is heard of it where the start
-- was lost; it is over with its end or skip, or with the last that was heard of it, and nothing later
-- counts. A later quartile implies the earlier ones, and the end all of them.
with
    advertised as (
        select distinct view_hash
        from {{ ref("int_events_measured") }}
        where event_type in ('ad_start', 'ad_quartile', 'ad_end', 'ad_skip') and {{ is_session_touched() }}
    ),

    events as (
        select
            events.*,
            noted.ad_id,
            noted.ad_position,
            noted.ad_quartile,
            noted.is_ad_linear,
            events.event_type in ('ad_start', 'ad_quartile', 'ad_end', 'ad_skip') as is_ad
        from {{ ref("int_events_measured") }} as events
        semi join advertised on events.view_hash = advertised.view_hash
        left join {{ ref("int_events_noted") }} as noted on events.event_hash = noted.event_hash
        where {{ is_session_touched() }}
    ),

    marked as (
        select
            *,
            case
                when event_type = 'ad_start'
                then 1
                when is_ad and count(case when is_ad then 1 end) over before = 0
                then 1
                when is_ad and ad_id <> {{ last_known("case when is_ad then ad_id end", "before") }}
                then 1
                else 0
            end as is_new
        from events
        window
            before as (
                partition by view_hash
                order by event_number asc nulls last
                rows between unbounded preceding and 1 preceding
            )
    ),

    numbered as (
        select
            *,
            sum(is_new) over (
                partition by view_hash
                order by event_number asc nulls last
                rows between unbounded preceding and current row
            ) as ad_number
        from marked
    ),

    bounded as (
        select
            *,
            coalesce(
                min(case when event_type in ('ad_end', 'ad_skip') then event_number end) over ad,
                max(case when is_ad then event_number end) over ad
            ) as last_number,
            coalesce(
                {{ earliest("case when is_ad then is_ad_linear end", "event_number") }} over ad, true
            ) as is_shown_alone
        from numbered
        where ad_number > 0
        window ad as (partition by view_hash, ad_number)
    )

select
    session_hash,
    view_hash,
    cast(ad_number as bigint) as ad_number,
    {{ earliest("case when is_ad then ad_id end", "event_number") }} as ad_id,
    {{ earliest("case when is_ad then ad_position end", "event_number") }} as ad_position,
    {{ earliest("case when is_ad then is_ad_linear end", "event_number") }} as is_linear,
    min(occurred_at) as started_at,
    {{
        total(
            "case when event_number < last_number"
            ~ " and (state = 'advert' or (state = 'playing' and not is_shown_alone)) then believed_seconds end"
        )
    }}
    as play_seconds,
    bool_or(event_type = 'ad_end') as is_completed,
    bool_or(event_type = 'ad_skip') as is_skipped,
    coalesce(max(case when event_type = 'ad_quartile' then ad_quartile end), 0) as quartile
from bounded
where event_number <= last_number
group by session_hash, view_hash, ad_number
