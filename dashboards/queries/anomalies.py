"""Days and hours that were out of the ordinary. This mart knows no provider."""

LIST = """
select
    bucket_at, grain, metric, direction, value, expected_value, observation_count, deviation,
    explained_dimension, explained_value, explained_share, is_simulated
from fct_anomalies, scope
where bucket_at >= first_day and bucket_at < last_day + interval 1 day
order by abs(deviation) desc, bucket_at desc, anomaly_key
limit 1000
"""
