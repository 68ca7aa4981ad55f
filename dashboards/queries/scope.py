"""What can be chosen: the days that hold data, and the providers. About the whole snapshot."""

# Days with something to show, over all subjects; null and null for an empty snapshot.
DATA_DAYS = """
select min(day) as first_day, max(day) as last_day
from (
    select min(started_date) as day from fct_views
    union all select max(started_date) from fct_views
    union all select min(check_date) from agg_stream_health_daily
    union all select max(check_date) from agg_stream_health_daily
    union all select min(started_at)::date from fct_catalog_syncs
    union all select max(started_at)::date from fct_catalog_syncs
)
"""

# Providers of the catalog, and those that only views name.
PROVIDERS = """
select provider_id from dim_providers
union
select provider_id from fct_views where provider_id is not null
order by provider_id
limit 1000
"""
