"""What changed in catalogs over the range."""

from app.queries.texts import SEARCH
from dashboards.queries.paged import Paged

SUMMARY = """
select
    count(*) as change_count,
    count(distinct stream_key) as stream_count,
    count(*) filter (where change_type = 'added') as added_count,
    count(*) filter (where change_type = 'removed') as removed_count,
    count(*) filter (where change_type = 'moved') as moved_count,
    count(*) filter (where change_type in ('renamed', 'regrouped', 'guide_changed', 'retyped'))
        as described_count
from changes
"""

DAILY = """
select day, change_type, count(change_key) as change_count
from days join changes on changed_date = day
group by all
order by all
"""

CHANGES = Paged(
    found=f"""
, found as (
    select
        changed_at, provider_id, change_type, stream_name, old_value, new_value, stream_key, change_key
    from changes
    where ($change_type::varchar is null or change_type = $change_type)
        and ($q = '' or {SEARCH})
)
""",  # noqa: S608  # parts of ours
    order="changed_at desc, change_key",
)
