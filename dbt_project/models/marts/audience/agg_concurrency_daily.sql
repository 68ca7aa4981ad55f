{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

with
    minutes as (
        select
            *,
            {{ dbt.datediff("view_date", "minute_at", "minute") }} as minute_number,
            cast(round(watched_seconds * 1000000) as bigint) as watched_micros
        from {{ ref("agg_concurrency_minutely") }}
        where {{ is_day_touched("view_date") }}
    )

select
    view_date,
    scope,
    scope_key,
    bool_or(is_simulated) as is_simulated,
    max(peak_view_count) as peak_view_count,
    max(peak_viewer_count) as peak_viewer_count,
    -- The first of the minutes that reach the peak.
    max_by(minute_at, peak_view_count * 1440 - minute_number) as peak_at,
    {{ total("watched_micros") }} / 86400000000 as mean_view_count,
    {{ total("watched_micros") }} / 1000000 as watched_seconds
from minutes
group by view_date, scope, scope_key
