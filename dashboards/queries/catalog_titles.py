"""Movies and series that catalogs list, over all providers. As the catalog stands."""

from app.queries.texts import SEARCH
from dashboards.queries.paged import Paged

SUMMARY = """
select
    count(*) filter (where title_type = 'movie') as movie_count,
    count(*) filter (where title_type = 'series') as series_count,
    count(*) filter (where title_type = 'season') as season_count,
    count(*) filter (where title_type = 'episode') as episode_count,
    count(*) filter (where title_type in ('movie', 'series')) as title_count,
    count(*) filter (where title_type in ('movie', 'series') and provider_count > 1) as shared_count,
    count(*) filter (where title_type in ('movie', 'series') and released_year is not null) as dated_count
from dim_catalog_titles
where is_listed
"""

# Movies and series by decade of their first release.
DECADES = """
select released_year - released_year % 10 as decade, count(*) as title_count
from dim_catalog_titles
where is_listed and title_type in ('movie', 'series') and released_year is not null
group by 1
order by 1
limit 40
"""

YEARS = """
select distinct released_year::varchar as released_year
from dim_catalog_titles
where is_listed and released_year is not null
order by released_year desc
"""

TITLES = Paged(
    found=f"""
, found as (
    select
        title_name, title_type, released_year, season_number, episode_number, season_count, episode_count,
        provider_count, stream_count, first_seen_at, last_seen_at, normal_name, series_key, title_key
    from dim_catalog_titles
    where is_listed
        and list_contains($types::varchar[], title_type)
        and ($released_year::bigint is null or released_year = $released_year)
        and ($q = '' or {SEARCH})
)
""",  # noqa: S608  # parts of ours
    order="normal_name, released_year, title_key",
)

ONE = "select * from dim_catalog_titles where title_key = $title_key"

EPISODES = Paged(
    found="""
, found as (
    select
        title_name, title_type, season_number, episode_number, episode_count, provider_count, stream_count,
        first_seen_at, last_seen_at, title_key
    from dim_catalog_titles
    where is_listed and series_key = $series_key
)
""",
    order="season_number nulls last, episode_number nulls first, title_key",
)
