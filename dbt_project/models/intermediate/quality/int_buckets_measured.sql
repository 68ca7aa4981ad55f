-- The watched metrics of every full hour and day between the first and the last; where nothing was seen,
-- 0.
with
    hours as (select * from {{ ref("int_hours_summed") }}),

    bounds as (
        {% for grain in ["hour", "day"] %}
            select
                '{{ grain }}' as grain,
                is_simulated,
                {{ dbt.date_trunc(grain, "first_hour_at") }} as first_at,
                {{ dbt.date_trunc(grain, "last_hour_at") }} as last_at,
                {{ dbt.datediff("first_hour_at", "last_hour_at", grain) }} as last_number
            from {{ ref("int_hours_bounded") }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    numbered as (select *, {{ explode_to("last_number") }} as bucket_number from bounds),

    listed as (
        select
            grain,
            is_simulated,
            case
                grain
                when 'hour'
                then {{ dbt.dateadd("hour", "bucket_number", "first_at") }}
                else {{ dbt.dateadd("day", "bucket_number", "first_at") }}
            end as bucket_at
        from numbered
        where bucket_number > 0 and bucket_number < last_number
    ),

    summed as (
        {% for grain in ["hour", "day"] %}
            select
                '{{ grain }}' as grain,
                is_simulated,
                {{ dbt.date_trunc(grain, "hour_at") }} as bucket_at,
                {% for column in metric_columns() %}
                    sum({{ column }}) as {{ column }} {{ "," if not loop.last }}
                {% endfor %}
            from hours
            group by is_simulated, {{ dbt.date_trunc(grain, "hour_at") }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    filled as (
        select
            listed.*,
            {% for column in metric_columns() %}
                coalesce(summed.{{ column }}, 0) as {{ column }} {{ "," if not loop.last }}
            {% endfor %}
        from listed
        left join
            summed
            on listed.grain = summed.grain
            and listed.is_simulated = summed.is_simulated
            and listed.bucket_at = summed.bucket_at
    )

{% for metric, numerator, denominator, observations, scale, least in watched_metrics() %}
    select
        {{ hash_key(["'" ~ metric ~ "'", "grain", "bucket_at", "is_simulated"]) }} as bucket_key,
        grain,
        bucket_at,
        is_simulated,
        '{{ metric }}' as metric,
        cast({{ scale or "null" }} as double) as scale,
        cast({{ least or "null" }} as double) as least_value,
        cast({{ observations }} as bigint) as observation_count,
        cast({{ numerator }} as double) as numerator,
        cast({{ denominator or "null" }} as double) as denominator,
        {{ ratio(numerator, denominator) if denominator else "cast(" ~ numerator ~ " as double)" }} as value
    from filled {{ "union all" if not loop.last }}
{% endfor %}
