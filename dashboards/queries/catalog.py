"""What providers list, and how much of it the guides cover."""

from app.queries.texts import SEARCH
from dashboards.queries.paged import Paged

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

STREAMS = Paged(
    found=f"""
, found as (
    select
        stream_name, stream_type, provider_name, provider_id, group_title, channel_id, quality_label,
        last_status, is_listed, first_seen_at, last_seen_at, removed_at, stream_url, stream_key, search_text
    from streams
    where ($is_listed::boolean is null or is_listed = $is_listed)
        and ($stream_type::varchar is null or stream_type = $stream_type)
        and ($q = '' or {SEARCH})
)
""",  # noqa: S608  # parts of ours
    order="search_text, stream_key",
)

# What the provider said of one stream, the newest version first.
VERSIONS = """
select
    version_number, valid_from, valid_to, is_current, change_reason, stream_type, stream_name, group_title,
    tvg_id, quality_label, stream_url
from dim_streams_history
where stream_key = $stream_key
order by version_number desc
limit 200
"""
