-- The sums of each dimension value in the buckets that strayed and in those that they are compared with.
with
    strayed as (select * from {{ ref("int_buckets_strayed") }}),

    wanted as (
        select grain, is_simulated, bucket_at
        from strayed
        union
        select strayed.grain, strayed.is_simulated, compared.past_at
        from strayed
        inner join {{ ref("int_buckets_compared") }} as compared on strayed.bucket_key = compared.bucket_key
    ),

    views as (
        {% for grain in ["hour", "day"] %}
            select wanted.grain, wanted.bucket_at, fct_views.*
            from {{ ref("fct_views") }} as fct_views
            inner join
                wanted
                on fct_views.is_simulated = wanted.is_simulated
                and {{ dbt.date_trunc(grain, "fct_views.started_at") }} = wanted.bucket_at
            where wanted.grain = '{{ grain }}' and not fct_views.is_bot {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    tagged as (select *, {{ explode_pairs("custom") }} as custom_pair from views)

select
    grain,
    bucket_at,
    is_simulated,
    {{ dimension_name() }} as dimension,
    {{ dimension_value() }} as dimension_value,
    {{ metric_sums() }}
from views
group by {{ by_each_dimension(["grain", "bucket_at", "is_simulated"]) }}
union all
select grain, bucket_at, is_simulated, 'custom', custom_pair, {{ metric_sums() }}
from tagged
where custom_pair is not null
group by grain, bucket_at, is_simulated, custom_pair
