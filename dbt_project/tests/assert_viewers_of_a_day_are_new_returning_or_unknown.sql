{{ config(meta={"dagster": {"ref": {"name": "agg_viewers_daily"}}}) }}

-- The parts make the whole, which is the exact number of the day; who returned was new.
with
    periods as (select * from {{ ref("agg_viewers_periodic") }} where period = 'day'),

    days as (select * from {{ ref("agg_viewers_daily") }})

select days.view_date, days.viewer_count, periods.viewer_count as exact_count
from days
left join periods on days.view_date = periods.period_start and days.is_simulated = periods.is_simulated
where
    coalesce(periods.viewer_count, -1) <> days.viewer_count
    or days.new_viewer_count + days.returning_viewer_count + days.unknown_viewer_count <> days.viewer_count
    or days.unknown_viewer_count < 0
    or days.d1_returned_count > days.d1_cohort_count
    or days.d7_returned_count > days.d7_cohort_count
