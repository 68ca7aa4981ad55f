"""What providers list, how it changes, and how much of it the guides cover."""

# One row about the catalog as it stands, and the changes of the range.
SUMMARY = """
, listed as (
    select distinct channel_key, has_guide
    from streams join dim_channels using (channel_key)
    where streams.is_listed
)
select
    (select count(*) from streams where is_listed) as stream_count,
    (select count(*) from listed) as channel_count,
    (select count(*) from listed where has_guide) as guided_channel_count,
    (select count(*) from changes) as change_count,
    count(*) filter (where change_type = 'added') as added_count,
    count(*) filter (where change_type = 'removed') as removed_count
from changes
"""

CHANGES_DAILY = """
select day, change_type, count(change_key) as change_count
from days join changes on changed_date = day
group by all
order by all
"""

CHANGES = """
select changed_at, provider_id, change_type, stream_name, old_value, new_value
from changes
order by changed_at desc, change_key
limit 1000
"""

# Listed channels of each provider, and how many of them a guide covers, as the catalog stands.
GUIDE = """
select
    coalesce(max(provider_name), provider_id) as provider_name,
    count(distinct channel_key) as channel_count,
    count(distinct channel_key) filter (where has_guide) as guided_channel_count,
    guided_channel_count / nullif(channel_count, 0) as guide_ratio,
    count(distinct stream_key) as stream_count
from streams join dim_channels using (channel_key)
where streams.is_listed
group by provider_id
order by channel_count desc, provider_id
limit 200
"""

# Listed streams by the provider's own groups, as the catalog stands.
GROUPS = """
select coalesce(nullif(group_title, ''), 'Without a group') as group_title, count(*) as stream_count
from streams
where is_listed
group by 1
order by stream_count desc, group_title
limit 12
"""
