{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

with
    ad_views as (
        select * from {{ ref("fct_ad_views") }} where not is_bot and {{ is_day_touched("view_date") }}
    )

select
    view_date,
    ad_id,
    ad_position,
    is_simulated,
    cast(count(*) as bigint) as ad_view_count,
    {{ count_where("has_reached_25") }} as reached_25_count,
    {{ count_where("has_reached_50") }} as reached_50_count,
    {{ count_where("has_reached_75") }} as reached_75_count,
    {{ count_where("is_completed") }} as completed_count,
    {{ count_where("is_skipped") }} as skipped_count,
    {{ ratio(count_where("is_completed"), "count(*)") }} as completion_ratio,
    {{ ratio(count_where("is_skipped"), "count(*)") }} as skip_ratio
from ad_views
group by view_date, ad_id, ad_position, is_simulated
