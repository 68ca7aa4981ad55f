-- Watching spans of live views by the programme that the guide of their channel shows at the time, looked
-- for within each hour and so cut at hour borders. A programme of more than a day is a placeholder of the
-- guide.
with
    programmes as (
        select
            programme_key,
            channel_key,
            started_at,
            stopped_at,
            {{ dbt.date_trunc("hour", "started_at") }} as first_hour_at,
            {{ explode_to(dbt.datediff("started_at", "stopped_at", "hour")) }} as hour_number
        from {{ ref("fct_programmes") }}
        where duration_seconds > 0 and duration_seconds <= {{ var("programme_longest_hours") }} * 3600
    ),

    live_views as (select view_key from {{ ref("fct_views") }} where is_live and channel_key is not null),

    spans as (
        select
            spans.*,
            {{ dbt.date_trunc("hour", "started_at") }} as first_hour_at,
            {{ explode_to(dbt.datediff("started_at", "ended_at", "hour")) }} as hour_number
        from {{ ref("int_spans_watched") }} as spans
        semi join live_views on spans.view_key = live_views.view_key
    ),

    programme_hours as (
        select *, {{ add_micros("first_hour_at", "hour_number * 3600000000") }} as hour_at from programmes
    ),

    span_hours as (
        select *, {{ add_micros("first_hour_at", "hour_number * 3600000000") }} as hour_at from spans
    ),

    pairs as (
        select
            programme_hours.programme_key,
            span_hours.view_key,
            span_hours.viewer_key,
            span_hours.is_simulated,
            greatest(span_hours.started_at, programme_hours.started_at, span_hours.hour_at) as started_at,
            least(
                span_hours.ended_at,
                programme_hours.stopped_at,
                {{ add_micros("span_hours.hour_at", "3600000000") }}
            ) as ended_at
        from span_hours
        inner join
            programme_hours
            on span_hours.channel_key = programme_hours.channel_key
            and span_hours.hour_at = programme_hours.hour_at
    )

select programme_key, view_key, viewer_key, is_simulated, started_at, ended_at
from pairs
where started_at < ended_at
