{{ config(meta={"dagster": {"ref": {"name": "fct_ad_views"}}}) }}

-- Linear ads of a view take no more than the view's ad time, which its play time leaves out.
with
    ads as (
        select view_key, sum(play_seconds) as play_seconds
        from {{ ref("fct_ad_views") }}
        where is_linear
        group by view_key
    )

select ads.view_key, ads.play_seconds, views.ad_seconds
from ads
inner join {{ ref("fct_views") }} as views on ads.view_key = views.view_key
where ads.play_seconds > views.ad_seconds + 0.001
