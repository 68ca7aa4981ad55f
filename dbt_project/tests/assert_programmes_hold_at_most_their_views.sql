{{ config(meta={"dagster": {"ref": {"name": "agg_programme_audience"}}}) }}

-- A programme has no more audience on average than at its peak, and no more at its peak than in all.
select programme_key, average_audience, peak_view_count, view_count, viewer_count
from {{ ref("agg_programme_audience") }}
where
    average_audience > peak_view_count + 0.000001
    or average_audience <= 0
    or peak_view_count > view_count
    or viewer_count > view_count
