"""Providers in numbers: as of their newest sync, and how defects and accounts went over the range."""

CARDS = """
select agg_provider_scorecard.*
from agg_provider_scorecard, scope
where providers is null or list_contains(providers, provider_id)
order by stream_count desc, provider_id
limit 1000
"""

# One provider's defects of each day's last sync, the most frequent ones by name.
DEFECTS_DAILY = """
, defects as (
    select fct_catalog_defects.*, max(synced_at) over (partition by synced_date, sync_kind) as last_synced_at
    from fct_catalog_defects, scope
    where provider_id = $provider_id and synced_date between first_day and last_day
)
, frequent as (
    select defect from defects group by defect order by sum(defect_count) desc, defect limit 7
)
select
    synced_date as day, case when frequent.defect is null then 'others' else defects.defect end as defect,
    sum(defect_count)::bigint as defect_count
from defects left join frequent using (defect)
where synced_at = last_synced_at
group by 1, 2
order by 1, 2
"""

# What the newest syncs of the provider met, or no longer met.
DEFECTS = """
select
    sync_kind, playlist, defect, field, defect_count, previous_count, change_count, first_line_number,
    synced_at
from fct_catalog_defects
where provider_id = $provider_id
qualify synced_at = max(synced_at) over (partition by sync_kind)
order by defect_count desc, sync_kind, playlist, defect, field
limit 1000
"""

ACCOUNT = """
select stated_at::date as day, max(active_connections) as active_connections,
    max(max_connections) as max_connections, max_by(days_to_expiry, stated_at) as days_to_expiry
from fct_account_states, scope
where provider_id = $provider_id and stated_at::date between first_day and last_day
group by 1
order by 1
"""

_COUNTED = """
, counted as (
    select agg_reconciliation_daily.*
    from agg_reconciliation_daily, scope
    where provider_id = $provider_id and view_date between first_day and last_day
)
"""

RECONCILIATION = f"""
{_COUNTED}
select
    view_date, coalesce(stream_name, item_id) as stream_name, provider_view_count, own_view_count,
    view_difference_count, provider_watched_seconds / 3600 as provider_watched_hours,
    own_watched_seconds / 3600 as own_watched_hours, own_watched_ratio, is_within_tolerance, item_id
from counted
order by is_within_tolerance, view_date desc, item_id
limit 1000
"""  # noqa: S608  # parts of this module

RECONCILIATION_SUMMARY = f"""
{_COUNTED}
select
    count(*) as compared_count,
    count(*) filter (where is_within_tolerance) as agreed_count
from counted
"""  # noqa: S608  # parts of this module
