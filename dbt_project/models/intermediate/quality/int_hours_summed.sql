-- depends_on: {{ ref("int_days_touched") }}
{{
    config(
        materialized="incremental", incremental_strategy="replace_days", unique_key="cast(hour_at as date)"
    )
}}

select
    {{ dbt.date_trunc("hour", "started_at") }} as hour_at,
    is_simulated,
    bool_or(not has_clock_fault) as has_sound_clock,
    {{ metric_sums() }}
from {{ ref("fct_views") }}
where not is_bot and {{ is_day_touched("started_date") }}
group by {{ dbt.date_trunc("hour", "started_at") }}, is_simulated
