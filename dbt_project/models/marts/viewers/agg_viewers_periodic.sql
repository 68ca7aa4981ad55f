with
    viewers as (select * from {{ ref("int_viewers_dated") }}),

    periods as (
        {% for period in ["day", "week", "month"] %}
            select
                '{{ period }}' as period,
                cast({{ dbt.date_trunc(period, "view_date") }} as date) as period_start,
                *
            from viewers {{ "union all" if not loop.last }}
        {% endfor %}
    )

select
    period,
    period_start,
    is_simulated,
    cast(
        count(distinct viewer_key)
        + coalesce(sum(case when viewer_key is null then viewer_count end), 0) as bigint
    ) as viewer_count,
    cast(sum(view_count) as bigint) as view_count,
    {{ total("play_seconds") }} as play_seconds
from periods
group by period, period_start, is_simulated
