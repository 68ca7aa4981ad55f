{{ config(meta={"dagster": {"ref": {"name": "agg_watch_hourly"}}}) }}

-- Hours hold every second played by each title's views, bots aside, and no more than the hour has for each
-- view.
with
    views as (
        select provider_id, channel_key, title_key, is_simulated, sum(play_seconds) as play_seconds
        from {{ ref("fct_views") }}
        where not is_bot
        group by provider_id, channel_key, title_key, is_simulated
    ),

    hours as (
        select
            provider_id,
            channel_key,
            title_key,
            is_simulated,
            sum(played_seconds) as played_seconds,
            max(played_seconds / view_count) as most_seconds
        from {{ ref("agg_watch_hourly") }}
        group by provider_id, channel_key, title_key, is_simulated
    )

select views.title_key, views.play_seconds, hours.played_seconds
from views
left join
    hours
    on views.provider_id is not distinct from hours.provider_id
    and views.channel_key is not distinct from hours.channel_key
    and views.title_key is not distinct from hours.title_key
    and views.is_simulated = hours.is_simulated
where abs(views.play_seconds - coalesce(hours.played_seconds, 0)) > 0.5 or hours.most_seconds > 3600.001
