-- depends_on: {{ ref("int_days_touched") }}
{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

-- Playing split at hour borders: what was played in an hour counts in that hour, whenever its view began.
with
    plays as (
        select
            *,
            {{ dbt.date_trunc("hour", "started_at") }} as first_hour_at,
            {{ dbt.datediff("started_at", "ended_at", "hour") }} as last_hour_number
        from {{ ref("int_plays_spanned") }}
    ),

    exploded as (
        select *, {{ explode_to("last_hour_number") }} as hour_number
        from plays
        where
            last_hour_number > 24
            or {{ is_day_touched("cast(started_at as date)") }}
            or {{ is_day_touched("cast(ended_at as date)") }}
    ),

    hours as (
        select *, {{ add_micros("first_hour_at", "hour_number * 3600000000") }} as hour_at from exploded
    ),

    pieces as (
        select
            *,
            {{
                micros_between(
                    "greatest(started_at, hour_at)",
                    "least(ended_at, " ~ add_micros("hour_at", "3600000000") ~ ")",
                )
            }} as micros
        from hours
        where ended_at > hour_at and {{ is_day_touched("cast(hour_at as date)") }}
    ),

    views as (
        select
            hour_at,
            provider_id,
            channel_key,
            title_key,
            is_simulated,
            view_key,
            viewer_key,
            sum(micros) as micros
        from pieces
        group by hour_at, provider_id, channel_key, title_key, is_simulated, view_key, viewer_key
    )

select
    cast(hour_at as date) as view_date,
    hour_at,
    provider_id,
    channel_key,
    title_key,
    is_simulated,
    cast(count(*) as bigint) as view_count,
    cast(count(distinct viewer_key) as bigint) as viewer_count,
    cast(sum(micros) as double) / 1000000 as played_seconds
from views
group by hour_at, provider_id, channel_key, title_key, is_simulated
