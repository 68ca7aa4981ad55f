{{ config(meta={"dagster": {"ref": {"name": "agg_cohorts_weekly"}}}) }}

-- Every viewer of a cohort is there in its own week, and all new viewers are in a cohort.
with
    cohorts as (select * from {{ ref("agg_cohorts_weekly") }}),

    daily as (
        select is_simulated, sum(new_viewer_count) as viewer_count
        from {{ ref("agg_viewers_daily") }}
        group by is_simulated
    ),

    sizes as (
        select is_simulated, sum(cohort_size) as viewer_count
        from cohorts
        where week_number = 0
        group by is_simulated
    ),

    lost as (
        select daily.is_simulated, daily.viewer_count as expected, coalesce(sizes.viewer_count, 0) as found
        from daily
        left join sizes on daily.is_simulated = sizes.is_simulated
    )

select is_simulated, expected, found
from lost
where expected <> found
union all
select is_simulated, cohort_size, viewer_count
from cohorts
where viewer_count > cohort_size or (week_number = 0 and viewer_count <> cohort_size)
