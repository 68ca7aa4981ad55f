-- Watching spans by what concurrency counts: each view, and each viewer once however many views run at a
-- time; over
-- all providers and within each. Spans of one subject that touch or overlap are one.
{% set by_subject = "partition by scope, provider_id, subject, subject_key" %}
{% set in_order = "order by started_at asc nulls last, ended_at asc nulls last" %}

with
    watched as (select * from {{ ref("int_spans_watched") }}),

    subjects as (
        select
            'provider' as scope,
            provider_id,
            'view' as subject,
            view_key as subject_key,
            is_simulated,
            started_at,
            ended_at
        from watched
        union all
        select 'provider', provider_id, 'viewer', viewer_key, is_simulated, started_at, ended_at
        from watched
        union all
        select 'all', cast(null as string), 'view', view_key, is_simulated, started_at, ended_at
        from watched
        union all
        select 'all', cast(null as string), 'viewer', viewer_key, is_simulated, started_at, ended_at
        from watched
    ),

    reached as (
        select
            *,
            max(ended_at) over (
                {{ by_subject }} {{ in_order }} rows between unbounded preceding and 1 preceding
            ) as reached_at
        from subjects
    ),

    numbered as (
        select
            *,
            sum(case when started_at > reached_at then 1 else 0 end) over (
                {{ by_subject }} {{ in_order }} rows between unbounded preceding and current row
            ) as span_number
        from reached
    )

select
    scope,
    provider_id,
    subject,
    subject_key,
    min(started_at) as started_at,
    max(ended_at) as ended_at,
    bool_or(is_simulated) as is_simulated
from numbered
group by scope, provider_id, subject, subject_key, span_number
