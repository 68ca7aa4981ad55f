"""How many watch at the same time, what the guide had on, and what draws more than usual."""

# Providers, channels or titles ($scope) with an audience in the range, the largest peak first.
CHOICE = """
, peaks as (
    select scope_key, max(peak_view_count) as peak_view_count
    from agg_concurrency_daily, scope as chosen
    where agg_concurrency_daily.scope = $scope and view_date between first_day and last_day
    group by scope_key
    order by peak_view_count desc, scope_key
    limit 500
),
named as (
    select
        scope_key, peak_view_count,
        coalesce(provider_name, channel_name, content_title, content_id, scope_key) as name
    from peaks
    left join dim_providers on $scope = 'provider' and provider_id = scope_key
    left join dim_channels on $scope = 'channel' and channel_key = scope_key
    left join dim_titles on $scope = 'title' and title_key = scope_key
)
select
    scope_key,
    name || case
        when count(*) over (partition by name) > 1 then ' · ' || left(scope_key, 6) else ''
    end as label
from named
order by peak_view_count desc, scope_key
"""

# The minutes of $scope and $scope_key within the last $hours of its data in the range (null: all of it).
_WATCHED = """
, reach as (
    select max(minute_at) + interval 1 minute as until_at
    from agg_concurrency_minutely, scope as chosen
    where agg_concurrency_minutely.scope = $scope and scope_key = $scope_key
        and minute_at >= first_day and minute_at < last_day + interval 1 day
),
span as (
    select
        case
            when $hours::bigint is null then first_day::timestamp
            else greatest(first_day::timestamp, until_at - to_hours($hours::bigint))
        end as from_at,
        until_at
    from scope, reach
),
watched as (
    select agg_concurrency_minutely.*
    from agg_concurrency_minutely, span
    where agg_concurrency_minutely.scope = $scope and scope_key = $scope_key
        and minute_at >= from_at and minute_at < until_at
)
"""

# One row: the peak with its minute, and the mean over the whole span, empty minutes included.
SUMMARY = (
    _WATCHED
    + """
select
    coalesce(max(peak_view_count), 0) as peak_view_count,
    coalesce(max(peak_viewer_count), 0) as peak_viewer_count,
    arg_max(minute_at, peak_viewer_count) as peak_at,
    sum(watched_seconds) / nullif(epoch(any_value(until_at) - any_value(from_at)), 0) as mean_view_count,
    coalesce(sum(watched_seconds), 0) / 3600 as watch_hours,
    any_value(from_at) as from_at,
    any_value(until_at) as until_at
from span left join watched on true
"""
)

# One row for each $step minutes of the span, those in which nobody watched included.
CURVE = (
    _WATCHED
    + """
, buckets as (
    select
        unnest(generate_series(
            time_bucket(to_minutes($step::bigint), from_at), until_at - interval 1 minute,
            to_minutes($step::bigint)
        )) as bucket_at
    from span
)
select
    bucket_at,
    coalesce(max(peak_view_count), 0) as peak_view_count,
    coalesce(max(peak_viewer_count), 0) as peak_viewer_count,
    coalesce(sum(watched_seconds), 0) / 60 / $step as mean_view_count
from buckets left join watched on time_bucket(to_minutes($step::bigint), minute_at) = bucket_at
group by bucket_at
order by bucket_at
"""
)

# Programmes of the guide between $from_at and $until_at, of one provider or channel where one is chosen.
PROGRAMMES = """
select
    title, coalesce(channel_name, agg_programme_audience.channel_id) as channel_name, provider_id, started_at,
    stopped_at, duration_seconds / 60 as duration_minutes, view_count, viewer_count, average_audience,
    peak_view_count, watched_seconds / 3600 as watch_hours
from agg_programme_audience left join dim_channels using (channel_key), scope as chosen
where started_at < $until_at::timestamp and stopped_at > $from_at::timestamp
    and (providers is null or list_contains(providers, provider_id))
    and case $scope
        when 'provider' then provider_id = $scope_key when 'channel' then channel_key = $scope_key else true
    end
order by average_audience desc, started_at, programme_key
limit 1000
"""

# Titles with more views in the last full hour than is usual for it. About the whole snapshot.
TRENDING = """
select
    coalesce(content_title, content_id, 'Unknown title') as content_title,
    dim_titles.content_type,
    hour_at,
    agg_titles_trending.view_count,
    usual_view_count,
    trend_ratio,
    trend_score
from agg_titles_trending left join dim_titles using (title_key)
order by trend_score desc nulls last, title_key
limit 50
"""
