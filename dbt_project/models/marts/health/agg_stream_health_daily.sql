with
    checks as (select * from {{ ref("fct_stream_checks") }}),

    holds as (select * from {{ ref("int_holds_split") }}),

    streams as (select stream_key, min(checked_at) as first_checked_at from checks group by stream_key),

    providers as (
        select provider_id, max(held_until) as observable_until
        from {{ ref("int_checks_held") }}
        group by provider_id
    ),

    counts as (
        select
            checked_date as check_date,
            stream_key,
            provider_id,
            cast(count(*) as bigint) as check_count,
            {{ count_where("is_counted and is_good") }} as good_check_count,
            {{ count_where("is_counted and not is_good") }} as bad_check_count,
            {{ count_where("not is_counted") }} as excluded_check_count,
            avg(ttfb_ms) as mean_ttfb_ms,
            max(ttfb_ms) as max_ttfb_ms,
            max_by(status, checked_at) as last_status
        from checks
        group by checked_date, stream_key, provider_id
    ),

    days as (
        select
            coalesce(counts.check_date, holds.check_date) as check_date,
            coalesce(counts.stream_key, holds.stream_key) as stream_key,
            coalesce(counts.provider_id, holds.provider_id) as provider_id,
            coalesce(counts.check_count, 0) as check_count,
            coalesce(counts.good_check_count, 0) as good_check_count,
            coalesce(counts.bad_check_count, 0) as bad_check_count,
            coalesce(counts.excluded_check_count, 0) as excluded_check_count,
            coalesce(holds.good_seconds, 0) as good_seconds,
            coalesce(holds.bad_seconds, 0) as bad_seconds,
            coalesce(holds.good_seconds, 0) + coalesce(holds.bad_seconds, 0) as observed_seconds,
            counts.mean_ttfb_ms,
            counts.max_ttfb_ms,
            counts.last_status
        from counts
        full outer join
            holds
            on counts.check_date = holds.check_date
            and counts.stream_key = holds.stream_key
            and counts.provider_id = holds.provider_id
    ),

    observed as (
        select
            days.*,
            least(
                1.0,
                {{
                    ratio(
                        "days.observed_seconds",
                        seconds_between(
                            "greatest(cast(days.check_date as timestamp), streams.first_checked_at)",
                            "least(cast("
                            ~ dbt.dateadd("day", 1, "days.check_date")
                            ~ " as timestamp), providers.observable_until)",
                        ),
                    )
                }}
            ) as observed_ratio
        from days
        inner join streams on days.stream_key = streams.stream_key
        left join providers on days.provider_id = providers.provider_id
    )

select
    check_date,
    stream_key,
    provider_id,
    check_count,
    good_check_count,
    bad_check_count,
    excluded_check_count,
    good_seconds,
    bad_seconds,
    observed_seconds,
    case
        when observed_ratio >= {{ var("minimum_observed_ratio") }}
        then {{ ratio("good_seconds", "observed_seconds") }}
    end as uptime_ratio,
    coalesce(observed_ratio, 0.0) as observed_ratio,
    mean_ttfb_ms,
    max_ttfb_ms,
    last_status
from observed
