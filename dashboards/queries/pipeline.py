"""Syncs and rejected records: what came in, and what did not."""

SUMMARY = """
select
    (select coalesce(sum(reject_count), 0)::bigint from rejects) as reject_count,
    count(*) as sync_count,
    count(*) filter (where outcome = 'rejected') as rejected_sync_count
from syncs
"""

SYNCS_DAILY = """
select started_date as day, outcome, count(*) as sync_count
from syncs
group by all
order by all
"""

SYNCS = """
select
    started_at, coalesce(provider_name, provider_id) as provider_name, sync_kind, outcome, reason, detail,
    entry_count, reject_count, duration_seconds, received_bytes
from syncs
order by started_at desc, sync_id
limit 1000
"""

REJECTS_DAILY = """
select reject_date as day, source, sum(reject_count)::bigint as reject_count
from rejects
group by all
order by all
"""

REJECTS = """
select
    source, provider_id, reason,
    sum(reject_count)::bigint as reject_count,
    max(last_rejected_at) as last_rejected_at
from rejects
group by source, provider_id, reason
order by reject_count desc, source, reason
limit 1000
"""
