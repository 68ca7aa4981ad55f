"""Uptime, incidents and response times of streams and providers. `check_count` leaves out checks that do not
count: those of invalid runs, and of streams that need not be up at that time. Uptime leaves out the days of a
stream on which too little was observed to tell: the mart gives them no `uptime_ratio`."""

# One row: the totals of the range, the same numbers as the API's summary. Uptime is the ratio of sums; open
# incidents are those of the snapshot, whatever the range.
SUMMARY = """
select
    count(distinct stream_key) as stream_count,
    coalesce(sum(good_check_count + bad_check_count), 0)::bigint as check_count,
    sum(good_seconds) filter (where uptime_ratio is not null)
        / sum(observed_seconds) filter (where uptime_ratio is not null) as uptime_ratio,
    (select count(*) from incidents) as incident_count,
    (
        select count(*)
        from fct_incidents, scope
        where is_open and (providers is null or list_contains(providers, provider_id))
    ) as open_incident_count,
    (select quantile_cont(duration_seconds, 0.5) from incidents where not is_open) as median_incident_seconds,
    (select count(*) from incidents where not is_open) as closed_incident_count
from health
"""

DAILY = """
select
    day,
    coalesce(sum(good_check_count + bad_check_count), 0)::bigint as check_count,
    sum(good_seconds) filter (where uptime_ratio is not null)
        / sum(observed_seconds) filter (where uptime_ratio is not null) as uptime_ratio
from days left join health on check_date = day
group by day
order by day
"""

# The grid's rows are days, or weeks from their Monday on when $grain is 'week'.
PROVIDER_GRID = """
, named as (
    select provider_id, coalesce(provider_name, provider_id) as label
    from (select distinct provider_id from health) left join dim_providers using (provider_id)
),
ranked as (
    select provider_id, sum(good_seconds) / sum(observed_seconds) as total_ratio
    from health
    where uptime_ratio is not null
    group by provider_id
    order by total_ratio, provider_id
    limit $rows
)
select
    label,
    date_trunc($grain, check_date)::date as day,
    sum(good_seconds) filter (where uptime_ratio is not null)
        / sum(observed_seconds) filter (where uptime_ratio is not null) as uptime_ratio,
    sum(good_check_count + bad_check_count)::bigint as check_count,
    total_ratio
from health join ranked using (provider_id) join named using (provider_id)
group by all
order by total_ratio, label, day
"""

# $ranking: 'lowest' for the lowest uptime first, 'unstable' for the most changeable from day to day.
STREAM_GRID = """
, ranked as (
    select
        stream_key,
        sum(good_seconds) / sum(observed_seconds) as total_ratio,
        case $ranking when 'unstable' then -stddev_pop(uptime_ratio) else total_ratio end as place
    from health
    where uptime_ratio is not null
    group by stream_key
    order by place, stream_key
    limit $rows
),
named as (
    select
        stream_key,
        place,
        total_ratio,
        coalesce(stream_name, stream_key)
        || case
            when count(*) over (partition by coalesce(stream_name, stream_key)) > 1
                then ' · ' || left(stream_key, 4)
            else ''
        end as label
    from ranked left join dim_streams using (stream_key)
)
select
    label,
    date_trunc($grain, check_date)::date as day,
    sum(good_seconds) filter (where uptime_ratio is not null)
        / sum(observed_seconds) filter (where uptime_ratio is not null) as uptime_ratio,
    sum(good_check_count + bad_check_count)::bigint as check_count,
    total_ratio,
    place
from health join named using (stream_key)
group by all
order by place, label, day
"""

# Time to the first byte; percentiles of fewer than $least checks are null.
RESPONSE = """
select
    day,
    count(ttfb_ms) as check_count,
    case when count(ttfb_ms) >= $least then quantile_cont(ttfb_ms, 0.5) end as p50_ttfb_ms,
    case when count(ttfb_ms) >= $least then quantile_cont(ttfb_ms, 0.95) end as p95_ttfb_ms
from days left join checks on checked_date = day
group by day
order by day
"""

# One row: the same over the whole range.
RESPONSE_SUMMARY = """
select
    count(ttfb_ms) as check_count,
    quantile_cont(ttfb_ms, 0.5) as p50_ttfb_ms,
    quantile_cont(ttfb_ms, 0.95) as p95_ttfb_ms
from checks
"""

INCIDENTS = """
select
    stream_name, provider_id, opened_at, closed_at, is_open, duration_seconds / 60 as duration_minutes,
    failed_check_count, first_reason
from incidents
order by is_open desc, opened_at desc, incident_key
limit 1000
"""

PROVIDERS = """
, viewed as (
    select provider_id, count(*) as view_count, sum(play_seconds) / 3600 as watch_hours
    from views
    group by provider_id
),
probed as (
    select
        provider_id,
        count(distinct stream_key) as stream_count,
        sum(good_check_count + bad_check_count)::bigint as check_count,
        sum(good_seconds) filter (where uptime_ratio is not null)
            / sum(observed_seconds) filter (where uptime_ratio is not null) as uptime_ratio
    from health
    group by provider_id
),
opened as (
    select provider_id, count(*) as open_incident_count from fct_incidents where is_open group by provider_id
)
select
    coalesce(provider_name, provider_id, 'Unknown provider') as provider_name,
    coalesce(view_count, 0) as view_count,
    coalesce(watch_hours, 0) as watch_hours,
    coalesce(probed.stream_count, 0) as stream_count,
    case when check_count >= $least then uptime_ratio end as uptime_ratio,
    coalesce(check_count, 0) as check_count,
    coalesce(open_incident_count, 0) as open_incident_count
from viewed
full join probed using (provider_id)
left join opened using (provider_id)
left join dim_providers using (provider_id)
order by watch_hours desc, provider_name
limit 200
"""
