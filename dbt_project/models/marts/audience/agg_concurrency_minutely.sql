{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

-- What holds between two changes counts in every minute that it touches: a minute's peak includes those
-- carried in.
with
    levels as (select * from {{ ref("int_levels_held") }} where {{ is_day_touched("view_date") }}),

    scopes as (select * from {{ ref("int_scopes_listed") }}),

    exploded as (
        select
            *,
            {{ dbt.date_trunc("minute", "started_at") }} as first_minute_at,
            {{ explode_to(dbt.datediff("started_at", "ended_at", "minute")) }} as minute_number
        from levels
    ),

    minutes as (
        select *, {{ add_micros("first_minute_at", "minute_number * 60000000") }} as minute_at from exploded
    ),

    pieces as (
        select
            *,
            {{
                micros_between(
                    "greatest(started_at, minute_at)",
                    "least(ended_at, " ~ add_micros("minute_at", "60000000") ~ ")",
                )
            }} as micros
        from minutes
        where ended_at > minute_at
    ),

    measured as (
        select
            view_date,
            minute_at,
            scope_hash,
            bool_or(is_simulated) as is_simulated,
            max(view_count) as peak_view_count,
            max(viewer_count) as peak_viewer_count,
            sum(cast(view_count as double) * micros) / 1000000 as watched_seconds
        from pieces
        group by view_date, minute_at, scope_hash
    )

select
    measured.view_date,
    measured.minute_at,
    scopes.scope,
    scopes.scope_key,
    measured.is_simulated,
    measured.peak_view_count,
    measured.peak_viewer_count,
    measured.watched_seconds
from measured
inner join scopes on measured.scope_hash = scopes.scope_hash
