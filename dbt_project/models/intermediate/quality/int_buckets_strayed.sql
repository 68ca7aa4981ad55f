-- Buckets that stray too far to be chance.
select * from {{ ref("int_buckets_judged") }} where abs(deviation) >= {{ var("anomaly_deviation") }}
