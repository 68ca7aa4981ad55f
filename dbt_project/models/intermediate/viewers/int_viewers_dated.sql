-- depends_on: {{ ref("int_days_touched") }}
{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

-- The views without viewer id of a day are one row, with the key null.
select
    started_date as view_date,
    viewer_key,
    is_simulated,
    cast(count(*) as bigint) as view_count,
    {{ total("play_seconds") }} as play_seconds,
    -- A view without viewer id is a viewer of its own.
    cast(case when viewer_key is null then count(*) else 1 end as bigint) as viewer_count
from {{ ref("fct_views") }}
where not is_bot and {{ is_day_touched("started_date") }}
group by started_date, viewer_key, is_simulated
