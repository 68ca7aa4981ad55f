"""Channels across providers, and which of a channel's streams to try first. As the catalog stands."""

from app.queries.texts import SEARCH
from dashboards.queries.paged import Paged

_LISTED = """
, listed as (
    select dim_channels.*
    from dim_channels, scope
    where is_listed and (providers is null or channel_key in (
        select channel_key from streams where is_listed
    ))
)
"""

SUMMARY = f"""
{_LISTED}
select
    count(*) as channel_count,
    count(*) filter (where provider_count > 1) as shared_count,
    count(*) filter (where is_known) as known_count,
    count(*) filter (where has_guide) as guided_channel_count
from listed
"""  # noqa: S608  # parts of this module

COUNTRIES = f"""
{_LISTED}
select coalesce(upper(country_code), 'Unknown') as country, count(*) as channel_count
from listed
group by 1
order by channel_count desc, country
limit 12
"""  # noqa: S608  # parts of this module

# How many channels are on how many providers.
SHARED = f"""
{_LISTED}
select
    case when provider_count = 1 then '1 provider' else provider_count || ' providers' end as provider_label,
    count(*) as channel_count
from listed
group by provider_count
order by provider_count
limit 12
"""  # noqa: S608  # parts of this module

COUNTRY_CODES = f"""
{_LISTED}
select distinct upper(country_code) as country from listed where country_code is not null order by country
"""  # noqa: S608  # parts of this module

CHANNELS = Paged(
    found=f"""
{_LISTED}
, found as (
    select
        channel_name, channel_id, upper(country_code) as country, provider_count, stream_count, has_guide,
        programme_count, is_known, first_seen_at, last_seen_at, channel_key, search_text
    from listed
    where ($country::varchar is null or country_code = lower($country))
        and ($has_guide::boolean is null or has_guide = $has_guide)
        and ($q = '' or {SEARCH})
)
""",  # noqa: S608  # parts of ours
    order="search_text, channel_key",
)

ONE = "select * from dim_channels where channel_id = $channel_id"

BACKUPS = """
select
    backup_rank, backups.feed, backups.provider_name, backups.stream_name, quality_height, delivery,
    is_secure, backup_score, explanation, match_method, match_score, last_status, backups.stream_url,
    stream_key
from agg_channel_backups as backups
left join map_stream_channels using (stream_key)
left join dim_streams using (stream_key)
where backups.channel_key = $channel_key
order by backups.feed, backup_rank
limit 200
"""
