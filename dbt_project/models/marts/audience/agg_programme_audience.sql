with
    spans as (
        select *, {{ micros_between("started_at", "ended_at") }} as micros
        from {{ ref("int_broadcasts_watched") }}
    ),

    steps as (
        select programme_key, started_at as changed_at, 1 as step
        from spans
        union all
        select programme_key, ended_at, -1
        from spans
    ),

    changes as (
        select programme_key, changed_at, cast(sum(step) as double) as change
        from steps
        group by programme_key, changed_at
    ),

    levels as (
        select
            programme_key,
            sum(change) over (
                partition by programme_key
                order by changed_at asc nulls last
                rows between unbounded preceding and current row
            ) as level
        from changes
    ),

    peaks as (
        select programme_key, cast(max(level) as bigint) as peak_view_count from levels group by programme_key
    ),

    totals as (
        select
            programme_key,
            bool_or(is_simulated) as is_simulated,
            cast(count(distinct view_key) as bigint) as view_count,
            cast(count(distinct viewer_key) as bigint) as viewer_count,
            cast(sum(micros) as double) / 1000000 as watched_seconds
        from spans
        group by programme_key
    )

select
    totals.programme_key,
    programmes.provider_id,
    programmes.channel_id,
    programmes.channel_key,
    programmes.title,
    programmes.started_at,
    programmes.stopped_at,
    programmes.duration_seconds,
    totals.is_simulated,
    totals.view_count,
    totals.viewer_count,
    totals.watched_seconds,
    {{ ratio("totals.watched_seconds", "programmes.duration_seconds") }} as average_audience,
    peaks.peak_view_count
from totals
inner join peaks on totals.programme_key = peaks.programme_key
inner join {{ ref("fct_programmes") }} as programmes on totals.programme_key = programmes.programme_key
