with
    weeks as (
        select distinct
            viewer_key, is_simulated, cast({{ dbt.date_trunc("week", "view_date") }} as date) as week_start
        from {{ ref("int_viewers_dated") }}
        where viewer_key is not null
    ),

    aged as (
        select *, min(week_start) over (partition by viewer_key, is_simulated) as cohort_week from weeks
    ),

    counted as (
        select
            cohort_week,
            is_simulated,
            cast({{ dbt.datediff("cohort_week", "week_start", "day") }} / 7 as bigint) as week_number,
            cast(count(*) as bigint) as viewer_count
        from aged
        group by cohort_week, is_simulated, week_start
    ),

    newest as (select is_simulated, max(week_start) as newest_week from weeks group by is_simulated),

    sized as (
        select
            counted.cohort_week,
            counted.is_simulated,
            counted.viewer_count as cohort_size,
            cast(
                {{ dbt.datediff("counted.cohort_week", "newest.newest_week", "day") }} / 7 as bigint
            ) as last_week_number
        from counted
        inner join newest on counted.is_simulated = newest.is_simulated
        where counted.week_number = 0
    ),

    -- A week in which nobody of a cohort came back is a row as well.
    listed as (select *, {{ explode_to("last_week_number") }} as week_number from sized)

select
    listed.cohort_week,
    cast(listed.week_number as bigint) as week_number,
    listed.is_simulated,
    listed.cohort_size,
    coalesce(counted.viewer_count, 0) as viewer_count,
    {{ shown_ratio("coalesce(counted.viewer_count, 0)", "listed.cohort_size") }} as return_ratio,
    listed.cohort_size < {{ var("suppression_minimum") }} as is_suppressed,
    listed.week_number = listed.last_week_number as is_provisional
from listed
left join
    counted
    on listed.cohort_week = counted.cohort_week
    and listed.is_simulated = counted.is_simulated
    and listed.week_number = counted.week_number
