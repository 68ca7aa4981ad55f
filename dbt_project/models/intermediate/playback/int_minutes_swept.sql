-- Spans cut at minute borders, and the most at once within each minute: whole minutes count as they are,
-- and the
-- rest is swept, +1 where a piece begins and -1 where it ends. No window leaves its minute.
with
    spans as (select * from {{ ref("int_spans_united") }}),

    exploded as (
        select
            scope,
            provider_id,
            subject,
            is_simulated,
            started_at,
            ended_at,
            {{ dbt.date_trunc("minute", "started_at") }} as first_minute_at,
            {{ explode_to(dbt.datediff("started_at", "ended_at", "minute")) }} as minute_number
        from spans
    ),

    minutes as (
        select *, {{ add_micros("first_minute_at", "minute_number * 60000000") }} as minute_at from exploded
    ),

    pieces as (
        select
            scope,
            provider_id,
            subject,
            is_simulated,
            minute_at,
            greatest(started_at, minute_at) as piece_from,
            least(ended_at, {{ add_micros("minute_at", "60000000") }}) as piece_until
        from minutes
    ),

    measured as (
        select *, {{ seconds_between("piece_from", "piece_until") }} as watched_seconds
        from pieces
        where piece_from < piece_until
    ),

    steps as (
        select scope, provider_id, subject, minute_at, piece_from as step_at, 1 as step
        from measured
        where watched_seconds < 60
        union all
        select scope, provider_id, subject, minute_at, piece_until, -1
        from measured
        where watched_seconds < 60
    ),

    swept as (
        select
            scope,
            provider_id,
            subject,
            minute_at,
            sum(step) over (
                partition by scope, provider_id, subject, minute_at
                order by step_at asc nulls last, step asc nulls last
                rows between unbounded preceding and current row
            ) as concurrent
        from steps
    ),

    parts as (
        select
            scope,
            provider_id,
            subject,
            minute_at,
            count(case when watched_seconds = 60 then 1 end) as whole_count,
            0 as peak_count,
            sum(watched_seconds) as watched_seconds,
            bool_or(is_simulated) as is_simulated
        from measured
        group by scope, provider_id, subject, minute_at
        union all
        select scope, provider_id, subject, minute_at, 0, max(concurrent), 0, false
        from swept
        group by scope, provider_id, subject, minute_at
    )

select
    scope,
    provider_id,
    subject,
    minute_at,
    cast(sum(whole_count) + sum(peak_count) as bigint) as peak_count,
    {{ total("watched_seconds") }} as watched_seconds,
    bool_or(is_simulated) as is_simulated
from parts
group by scope, provider_id, subject, minute_at
