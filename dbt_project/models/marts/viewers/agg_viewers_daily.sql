with
    viewers as (select * from {{ ref("int_viewers_dated") }}),

    firsts as (
        select viewer_key, is_simulated, min(view_date) as first_date
        from viewers
        where viewer_key is not null
        group by viewer_key, is_simulated
    ),

    aged as (
        select
            viewers.*,
            firsts.first_date,
            {{ dbt.datediff("firsts.first_date", "viewers.view_date", "day") }} as age_days
        from viewers
        left join
            firsts on viewers.viewer_key = firsts.viewer_key and viewers.is_simulated = firsts.is_simulated
    ),

    daily as (
        select
            view_date,
            is_simulated,
            cast(sum(viewer_count) as bigint) as viewer_count,
            {{ count_where("age_days = 0") }} as new_viewer_count,
            {{ count_where("age_days > 0") }} as returning_viewer_count
        from aged
        group by view_date, is_simulated
    ),

    returned as (
        select
            first_date,
            is_simulated,
            {{ count_where("age_days = 1") }} as d1_returned_count,
            {{ count_where("age_days = 7") }} as d7_returned_count
        from aged
        where first_date is not null
        group by first_date, is_simulated
    ),

    -- The newest day is not over yet: who has not come back on it may still do so.
    newest as (select is_simulated, max(view_date) as newest_date from viewers group by is_simulated),

    judged as (
        select
            daily.*,
            {% for day in [1, 7] %}
                case
                    when {{ dbt.datediff("daily.view_date", "newest.newest_date", "day") }} > {{ day }}
                    then daily.new_viewer_count
                end as d{{ day }}_cohort_count,
                case
                    when {{ dbt.datediff("daily.view_date", "newest.newest_date", "day") }} > {{ day }}
                    then coalesce(returned.d{{ day }}_returned_count, 0)
                end as d{{ day }}_returned_count {{ "," if not loop.last }}
            {% endfor %}
        from daily
        inner join newest on daily.is_simulated = newest.is_simulated
        left join
            returned on daily.view_date = returned.first_date and daily.is_simulated = returned.is_simulated
    )

select
    view_date,
    is_simulated,
    viewer_count,
    new_viewer_count,
    returning_viewer_count,
    viewer_count - new_viewer_count - returning_viewer_count as unknown_viewer_count,
    d1_cohort_count,
    d1_returned_count,
    {{ shown_ratio("d1_returned_count", "d1_cohort_count") }} as d1_ratio,
    d7_cohort_count,
    d7_returned_count,
    {{ shown_ratio("d7_returned_count", "d7_cohort_count") }} as d7_ratio
from judged
