"""How far guides reach, as of the newest sync of each, and how they were revised over the range."""

from app.queries.texts import SEARCH, holding
from dashboards.queries.paged import Paged

_COVERAGE = """
, names as (
    select
        provider_id, split_part(guide_channel_id, '@', 1) as channel_id,
        min(guide_channel_name) as guide_channel_name
    from map_guide_channels
    group by all
)
, coverage as (
    select
        agg_guide_coverage.*,
        coalesce(guide_channel_name, channel_name, agg_guide_coverage.channel_id) as channel_name
    from agg_guide_coverage
    left join names using (provider_id, channel_id)
    left join dim_channels using (channel_key)
    where (select providers from scope) is null
        or list_contains((select providers from scope), agg_guide_coverage.provider_id)
)
"""
_SUMS = """
    count(*) as channel_count,
    count(*) filter (where is_listed) as listed_channel_count,
    count(*) filter (where has_programme_now) as now_count,
    avg(next_day_covered_ratio) as next_day_ratio,
    avg(next_week_covered_ratio) as next_week_ratio,
    count(*) filter (where is_stale) as stale_count,
    coalesce(sum(gap_count), 0)::bigint as gap_count,
    coalesce(sum(overlap_count), 0)::bigint as overlap_count
"""

SUMMARY = f"{_COVERAGE} select {_SUMS} from coverage"  # noqa: S608  # parts of this module

# Each provider of guides, and how old its guides are.
SOURCES = f"""
{_COVERAGE}
select
    provider_id, {_SUMS}, now_count / nullif(channel_count, 0) as now_ratio,
    max(as_of_at) as as_of_at, max(renewed_at) as renewed_at, max(last_stop_at) as last_stop_at
from coverage
group by provider_id
order by stale_count desc, provider_id
limit 200
"""  # noqa: S608  # parts of this module

# Channels by the share of the next 24 hours that is covered, in tenths.
REACH = f"""
{_COVERAGE}
, tenths as (select unnest(range(0, 100, 10)) as tenth)
, filled as (
    select least(90, floor(next_day_covered_ratio * 10) * 10)::bigint as tenth, count(*) as channel_count
    from coverage
    group by 1
)
select tenth, coalesce(channel_count, 0) as channel_count
from tenths left join filled using (tenth)
where exists (select 1 from coverage)
order by tenth
"""  # noqa: S608  # parts of this module

COVERAGE = Paged(
    found=f"""
{_COVERAGE}
, found as (
    select
        channel_name, channel_id, provider_id, is_listed, has_programme_now, next_day_covered_ratio,
        next_week_covered_ratio, gap_count, longest_gap_seconds / 3600 as longest_gap_hours, overlap_count,
        last_stop_at, renewed_at, is_stale, channel_key
    from coverage
    where case $shown
            when 'nothing_now' then not has_programme_now
            when 'gaps' then gap_count > 0
            when 'stale' then is_stale
            else true
        end
        and ($q = '' or {holding("channel_name", "channel_id")})
)
""",  # noqa: S608  # parts of ours
    order="is_listed desc, next_week_covered_ratio, provider_id, channel_id",
)

_REVISIONS = """
, revisions as (
    select fct_guide_revisions.*
    from fct_guide_revisions, scope
    where revised_date between first_day and last_day
        and (providers is null or list_contains(providers, provider_id))
)
"""

REVISIONS_DAILY = f"""
{_REVISIONS}
select revised_date as day, revision_type, count(*) as revision_count
from revisions
group by all
order by all
"""  # noqa: S608  # parts of this module

REVISIONS = Paged(
    found=f"""
{_REVISIONS}
, found as (
    select
        revised_at, provider_id, channel_id, revision_type, old_started_at, new_started_at,
        moved_seconds / 60 as moved_minutes, old_title, new_title, old_sub_title, new_sub_title, revision_key
    from revisions
    where ($revision_type::varchar is null or revision_type = $revision_type)
        and ($q = '' or {SEARCH})
)
""",  # noqa: S608  # parts of ours
    order="revised_at desc, revision_key",
)
