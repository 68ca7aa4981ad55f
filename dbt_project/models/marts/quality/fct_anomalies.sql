with
    anomalies as (select * from {{ ref("int_buckets_strayed") }}),

    explanations as (
        select *
        from {{ ref("int_segments_ranked") }}
        where lift_rank = 1 and lift >= {{ var("explanation_minimum_lift") }}
    )

select
    anomalies.bucket_key as anomaly_key,
    anomalies.metric,
    anomalies.grain,
    anomalies.bucket_at,
    anomalies.is_simulated,
    anomalies.value,
    anomalies.expected_value,
    anomalies.observation_count,
    anomalies.deviation,
    case when anomalies.deviation > 0 then 'up' else 'down' end as direction,
    explanations.dimension as explained_dimension,
    explanations.dimension_value as explained_value,
    explanations.change_share as explained_share
from anomalies
left join explanations on anomalies.bucket_key = explanations.bucket_key
