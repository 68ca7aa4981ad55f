{{ config(meta={"dagster": {"ref": {"name": "dim_viewers"}}}) }}

-- Viewers and their visits hold the same views, and all views of known viewers.
with
    views as (
        select viewer_key, count(*) as view_count
        from {{ ref("fct_views") }}
        where viewer_key is not null and not is_bot
        group by viewer_key
    ),

    visits as (
        select viewer_key, sum(view_count) as view_count from {{ ref("fct_visits") }} group by viewer_key
    ),

    viewers as (select * from {{ ref("dim_viewers") }})

select views.viewer_key, views.view_count, viewers.view_count as counted, visits.view_count as visited
from views
left join viewers on views.viewer_key = viewers.viewer_key
left join visits on views.viewer_key = visits.viewer_key
where
    coalesce(viewers.view_count, 0) <> views.view_count or coalesce(visits.view_count, 0) <> views.view_count
