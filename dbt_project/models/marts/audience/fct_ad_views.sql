-- depends_on: {{ ref("int_days_touched") }}
{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

with
    adverts as (select * from {{ ref("int_adverts_measured") }}),

    views as (
        select *, cast(started_at as date) as view_date
        from {{ ref("int_views_scored") }}
        where {{ is_day_touched("cast(started_at as date)") }}
    )

select
    {{ hash_key(["views.view_key", "adverts.ad_number"]) }} as ad_view_key,
    views.view_key,
    views.view_date,
    adverts.ad_id,
    adverts.ad_position,
    views.content_id,
    views.provider_id,
    adverts.started_at,
    cast(adverts.started_at as date) as started_date,
    adverts.play_seconds,
    adverts.is_completed or adverts.quartile >= 25 as has_reached_25,
    adverts.is_completed or adverts.quartile >= 50 as has_reached_50,
    adverts.is_completed or adverts.quartile >= 75 as has_reached_75,
    adverts.is_completed,
    adverts.is_skipped,
    adverts.is_linear,
    views.is_simulated,
    views.is_bot
from adverts
inner join views on adverts.view_hash = views.view_hash
