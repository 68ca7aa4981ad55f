"""Streams matched to channels, and those that wait for a decision. As the catalog stands."""

from app.queries.texts import SEARCH
from dashboards.queries.paged import Paged

_MATCHES = """
, matches as (
    select map_stream_channels.*
    from map_stream_channels, scope
    where is_listed and (providers is null or list_contains(providers, provider_id))
)
, reviews as (
    select fct_match_reviews.*
    from fct_match_reviews, scope
    where providers is null or list_contains(providers, provider_id)
)
"""

SUMMARY = f"""
{_MATCHES}
select
    (select count(*) from matches) as stream_count,
    (select count(*) from matches where is_accepted) as matched_count,
    (select count(*) from matches where match_method = 'alias') as decided_count,
    count(*) as waiting_count,
    coalesce(sum(stream_count), 0)::bigint as waiting_stream_count,
    coalesce(sum(play_seconds), 0) / 3600 as watch_hours
from reviews
"""  # noqa: S608  # parts of this module

REASONS = f"""
{_MATCHES}
select refusal_reason, count(*) as channel_count
from reviews
group by 1
order by channel_count desc, refusal_reason
"""  # noqa: S608  # parts of this module

METHODS = f"""
{_MATCHES}
select match_method, count(*) as stream_count
from matches
where is_accepted
group by 1
order by stream_count desc, match_method
"""  # noqa: S608  # parts of this module

REVIEWS = Paged(
    found=f"""
{_MATCHES}
, found as (
    select
        stream_name, provider_id, upper(country_code) as country, refusal_reason, candidate_name,
        candidate_id, match_method, match_score, runner_up_id, runner_up_score, score_margin, stream_count,
        view_count, play_seconds / 3600 as watch_hours, channel_id, review_key
    from reviews
    where ($refusal_reason::varchar is null or refusal_reason = $refusal_reason)
        and ($q = '' or {SEARCH})
)
""",  # noqa: S608  # parts of ours
    order="watch_hours desc, stream_count desc, review_key",
)

ONE = "select * from fct_match_reviews where review_key = $review_key"
