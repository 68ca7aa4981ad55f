-- depends_on: {{ ref("int_days_touched") }}
{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

with
    views as (
        select *, least(cast(floor(coverage_ratio * 10) as bigint), 9) * 10 as completion_bucket
        from {{ ref("fct_views") }}
        where not is_bot and is_play and coverage_ratio is not null and {{ is_day_touched("started_date") }}
    )

select
    started_date as view_date,
    provider_id,
    content_type,
    is_simulated,
    completion_bucket,
    cast(count(*) as bigint) as view_count
from views
group by started_date, provider_id, content_type, is_simulated, completion_bucket
